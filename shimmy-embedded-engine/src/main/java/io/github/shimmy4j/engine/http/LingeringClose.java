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
 * Lets a client that is still sending read an answer that came before the end of its
 * request. A socket that is closed with bytes unread resets the connection, and the
 * answer can be lost with it. So only our side is closed, and the rest of the request is
 * thrown away until it ends or the time is over. For one connection.
 */
final class LingeringClose extends ChannelDuplexHandler {

	/** Far more than a client on this machine needs to send the largest body. */
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
