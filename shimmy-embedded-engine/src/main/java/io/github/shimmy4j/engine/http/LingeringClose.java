package io.github.shimmy4j.engine.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets a client read an early response while it is still sending its request. Closing a
 * socket with unread bytes resets the connection, and the response can be lost. So this
 * handler closes only our side, and discards the rest of the request until it ends or the
 * time limit is over. For one connection.
 */
final class LingeringClose extends ChannelDuplexHandler {

	/** Far longer than a client on this machine needs to send the largest body. */
	private static final Duration LIMIT = Duration.ofSeconds(2);

	private boolean receiving;

	private boolean closing;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest) {
			this.receiving = true;
		}
		if (message instanceof LastHttpContent) {
			this.receiving = false;
		}
		if (!this.closing) {
			context.fireChannelRead(message);
			return;
		}
		ReferenceCountUtil.release(message);
		if (!this.receiving) {
			context.close();
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (this.closing || !this.receiving || !(context.channel() instanceof DuplexChannel channel)) {
			context.close(promise);
			return;
		}
		this.closing = true;
		channel.closeFuture().addListener((closed) -> promise.trySuccess());
		channel.shutdownOutput();
		channel.config().setAutoRead(true);
		context.executor().schedule(() -> context.close(), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
	}

}
