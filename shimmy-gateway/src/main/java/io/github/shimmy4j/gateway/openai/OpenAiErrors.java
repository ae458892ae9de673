package io.github.shimmy4j.gateway.openai;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.FailureResponse;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Responses that report a failure in OpenAI's form. */
final class OpenAiErrors {

	private OpenAiErrors() {
	}

	/** Tells a failure. */
	static Mono<ServerResponse> refuse(Throwable thrown) {
		Failure failure = Failure.of(thrown);
		return ServerResponse.ok()
			.build((exchange, context) -> FailureResponse.write(failure, body(failure), exchange.getResponse()));
	}

	/** The error object that OpenAI's client libraries read. */
	static String body(Failure failure) {
		return ErrorBody.of(failure.status(), failure.code(), failure.message(), failure.param()).json().toString();
	}

}
