package io.github.shimmy4j.engine.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends whole replies.
 */
final class Replies {

	private Replies() {
	}

	/** Sends no body to those who ask for the headers alone. */
	static Mono<Void> send(Reply reply, HttpServerRequest request, HttpServerResponse response) {
		if (!HttpMethod.HEAD.equals(request.method())) {
			return send(reply, response);
		}
		response.status(reply.status());
		reply.headers().forEach(response::header);
		return response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(reply.body().length)).send();
	}

	static Mono<Void> send(Reply reply, HttpServerResponse response) {
		response.status(reply.status());
		reply.headers().forEach(response::header);
		if (reply.body().length == 0) {
			return (reply.status() == 204) ? response.send()
					: response.header(HttpHeaderNames.CONTENT_LENGTH, "0").send();
		}
		response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(reply.body().length));
		return response.sendObject(Unpooled.wrappedBuffer(reply.body())).then();
	}

}
