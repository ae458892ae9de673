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
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON body of a request. Its size is limited, and so is the size of the bodies
 * of all requests in progress.
 */
final class RequestBody {

	/** The limit of shimmy, in bytes. */
	static final int LIMIT = 2 * 1024 * 1024;

	/** Deep enough for any message or schema, and far below the limit of the stack. */
	private static final int DEPTH = 128;

	private static final int LONGEST_NUMBER = 64;

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(DEPTH)
				.maxStringLength(LIMIT)
				.maxNumberLength(LONGEST_NUMBER)
				.build())
			.build())
		.build();

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
			// Reactor Netty's own timeout exception is not public.
			.onErrorMap(ChannelException.class, (timeout) -> late())
			// Only parsing changes the thread, so that earlier failures are answered at
			// once.
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
			JsonNode body = MAPPER.readTree(bytes);
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
		return last(
				Reply.error(408, "request_timeout", "The request body was not complete within the time limit.", null));
	}

	/** Closes the connection, because the rest of the body is not read. */
	static RefusedException last(Reply reply) {
		return new RefusedException(reply.with("connection", "close"));
	}

}
