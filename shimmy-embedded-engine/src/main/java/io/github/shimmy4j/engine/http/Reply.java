package io.github.shimmy4j.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.protocol.openai.ErrorBody;

/**
 * A whole response.
 *
 * @param status HTTP status
 * @param headers headers, without the length of the body
 * @param body the body, possibly empty
 */
record Reply(int status, Map<String, String> headers, byte[] body) {

	private static final int NO_CONTENT = 204;

	Reply {
		headers = Map.copyOf(headers);
	}

	/** Half a surrogate pair becomes a question mark; Jackson's bytes would fail. */
	static Reply json(int status, JsonNode body) {
		return new Reply(status, Map.of("content-type", "application/json"),
				JsonMapper.shared().writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
	}

	static Reply empty(int status) {
		return new Reply(status, Map.of(), new byte[0]);
	}

	/** An error as OpenAI writes it. */
	static Reply error(int status, @Nullable String code, String message, @Nullable String param) {
		return json(status, ErrorBody.of(status, code, message, param).json());
	}

	Reply with(String name, String value) {
		Map<String, String> more = new TreeMap<>(this.headers);
		more.put(name, value);
		return new Reply(this.status, more, this.body);
	}

	/** Sends the response, without its body if the request is a HEAD. */
	Mono<Void> send(HttpServerRequest request, HttpServerResponse response) {
		response.status(this.status);
		this.headers.forEach(response::header);
		if (this.status != NO_CONTENT) {
			response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(this.body.length));
		}
		return (this.body.length == 0 || HttpMethod.HEAD.equals(request.method())) ? response.send()
				: response.sendObject(Unpooled.wrappedBuffer(this.body)).then();
	}

}
