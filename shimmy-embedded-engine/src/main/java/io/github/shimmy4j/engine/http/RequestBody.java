package io.github.shimmy4j.engine.http;

import java.io.ByteArrayOutputStream;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Takes in the JSON that a request carries, up to a bound of its own and one of all
 * requests together.
 */
final class RequestBody {

	/** As shimmy's, whose framework has it as default. */
	static final int LIMIT = 2 * 1024 * 1024;

	private static final Pattern JSON_TYPE = Pattern.compile("application/(json|[^;\\s]+\\+json)\\s*(;.*)?",
			Pattern.CASE_INSENSITIVE);

	private RequestBody() {
	}

	static Mono<JsonNode> json(HttpServerRequest request) {
		if (!isJson(request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE))) {
			return Mono.error(new RefusedException(Reply.error(415, "unsupported_media_type",
					"Expected request with `Content-Type: application/json`", null)));
		}
		String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
		if (length != null && (length.length() > 10 || Long.parseLong(length) > LIMIT)) {
			return Mono.error(tooLarge());
		}
		return Mono.deferContextual((context) -> json(request, context.get(BodyBudget.Share.class)));
	}

	private static Mono<JsonNode> json(HttpServerRequest request, BodyBudget.Share share) {
		return request.receive()
			.collect(ByteArrayOutputStream::new, (bytes, buffer) -> append(bytes, buffer, share))
			// Reactor Netty's own is not public.
			.onErrorMap(ChannelException.class, (timeout) -> late())
			// Only this elsewhere: what fails before is answered at once.
			.flatMap((bytes) -> Mono.fromCallable(() -> parse(bytes.toByteArray())).subscribeOn(share.readers()));
	}

	private static boolean isJson(@Nullable String type) {
		return type != null && JSON_TYPE.matcher(type).matches();
	}

	private static void append(ByteArrayOutputStream bytes, ByteBuf buffer, BodyBudget.Share share) {
		if (bytes.size() + buffer.readableBytes() > LIMIT) {
			throw tooLarge();
		}
		share.take(buffer.readableBytes());
		byte[] block = new byte[buffer.readableBytes()];
		buffer.readBytes(block);
		bytes.writeBytes(block);
	}

	private static JsonNode parse(byte[] bytes) {
		try {
			JsonNode body = Json.read(bytes);
			if (body.isMissingNode()) {
				throw RefusedException.bad("invalid_json", "The request body is empty", null);
			}
			return body;
		}
		catch (JacksonException ex) {
			throw RefusedException.bad("invalid_json",
					"Failed to parse the request body as JSON: " + ex.getOriginalMessage(), null);
		}
	}

	private static RefusedException tooLarge() {
		return last(Reply.error(413, "request_too_large", "The body has more than " + LIMIT + " bytes.", null));
	}

	private static RefusedException late() {
		return last(Reply.error(408, "request_timeout", "The request's body did not come to its end in time.", null));
	}

	/** Nothing can follow on this connection: the rest of the body was not read. */
	static RefusedException last(Reply reply) {
		return new RefusedException(reply.with("connection", "close"));
	}

}
