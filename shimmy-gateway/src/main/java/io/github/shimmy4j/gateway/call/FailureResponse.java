package io.github.shimmy4j.gateway.call;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.text.PrintableLogger;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Tells clients that a request has failed. */
public final class FailureResponse {

	private static final PrintableLogger logger = PrintableLogger.of(FailureResponse.class);

	private FailureResponse() {
	}

	/**
	 * Writes the response of a failure, and notes the failure in the request's trace.
	 * @param failure status and when to try again
	 * @param body its body in the client's protocol
	 * @param response where it is written
	 */
	public static Mono<Void> write(Failure failure, String body, ServerHttpResponse response) {
		return Mono.deferContextual((context) -> {
			note(failure, RequestTrace.of(context));
			response.setStatusCode(HttpStatusCode.valueOf(failure.status()));
			response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
			Duration retryAfter = failure.retryAfter();
			if (retryAfter != null) {
				response.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, retryAfter.toSeconds())));
			}
			return response.writeWith(Mono.just(response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
		});
	}

	/** Fails if the answer has begun and nothing can be told any more. */
	static Mono<Void> write(Throwable thrown, Call call) {
		Failure failure = call.dialect().told(Failure.of(thrown));
		if (call.response().isCommitted()) {
			note(failure, call.trace());
			// The connection is closed, so that the answer does not look complete.
			return Mono.error(thrown);
		}
		return write(failure, call.dialect().errorBody(failure), call.response());
	}

	/** The last event of a stream that has begun. */
	static byte[] event(Throwable thrown, Call call) {
		Failure failure = call.dialect().told(Failure.of(thrown));
		note(failure, call.trace());
		return call.dialect().errorEvent(failure).getBytes(StandardCharsets.UTF_8);
	}

	/** Only the log has the trace of a defect, without which nobody could mend it. */
	private static void note(Failure failure, RequestTrace trace) {
		trace.failed(failure);
		if (failure.cause().code() == ShimmyErrorCode.INTERNAL) {
			logger.error("A request failed by a defect of shimmy4j", failure.cause());
		}
	}

}
