package io.github.shimmy4j.engine.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose next request head is not complete in time, even if it arrives
 * byte by byte: Reactor Netty's own idle limit starts again with each byte. Also limits
 * the number of connections. For one connection.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

	private final HttpLimits limits;

	private final AtomicInteger open;

	private @Nullable Future<?> deadline;

	/** Requests without a complete response. */
	private int pending;

	private boolean informational;

	/** All guards of the server share the counter of open connections. */
	ConnectionGuard(HttpLimits limits, AtomicInteger open) {
		this.limits = limits;
		this.open = open;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		context.channel().closeFuture().addListener((closed) -> this.open.decrementAndGet());
		if (this.open.incrementAndGet() > this.limits.connections()) {
			context.close();
			return;
		}
		closeAfter(this.limits.head(), context);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		cancel();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest) {
			this.pending++;
			cancel();
		}
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response) {
			this.informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
		}
		if (message instanceof LastHttpContent && !this.informational) {
			this.pending--;
			if (this.pending == 0) {
				closeAfter(this.limits.idle(), context);
			}
		}
		context.write(message, promise);
	}

	private void closeAfter(Duration limit, ChannelHandlerContext context) {
		cancel();
		this.deadline = context.executor().schedule(() -> context.close(), limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void cancel() {
		Future<?> running = this.deadline;
		if (running != null) {
			running.cancel(false);
		}
	}

}
