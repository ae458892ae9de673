package io.github.shimmy4j.engine.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * An answer as it was received.
 *
 * @param status of HTTP
 * @param type of the content, or an empty text
 * @param body what follows, chunks put together
 */
record FuzzAnswer(int status, String type, String body) {

	private static final int LARGEST = 1 << 26;

	private static final int CONTINUE = 100;

	/**
	 * Reads what came.
	 * @param bytes all that came until the connection was closed
	 * @param headAlone whether it was asked for by HEAD
	 * @return the answers that are whole
	 */
	static List<FuzzAnswer> read(byte[] bytes, boolean headAlone) {
		EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder() {
			@Override
			protected boolean isContentAlwaysEmpty(HttpMessage message) {
				return headAlone || super.isContentAlwaysEmpty(message);
			}
		}, new HttpObjectAggregator(LARGEST));
		channel.writeInbound(Unpooled.wrappedBuffer(bytes));
		try {
			channel.finish();
		}
		catch (PrematureChannelClosureException ex) {
			// The last one is not whole.
		}
		List<FuzzAnswer> answers = new ArrayList<>();
		for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
			if (read instanceof FullHttpResponse response && response.decoderResult().isSuccess()
					&& response.status().code() != CONTINUE) {
				answers.add(new FuzzAnswer(response.status().code(), response.headers().get("content-type", ""),
						response.content().toString(StandardCharsets.UTF_8)));
			}
			ReferenceCountUtil.release(read);
		}
		return answers;
	}

	boolean isEvents() {
		return this.type.startsWith("text/event-stream");
	}

}
