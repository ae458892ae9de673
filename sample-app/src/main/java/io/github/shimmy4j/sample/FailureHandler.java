package io.github.shimmy4j.sample;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Gives every failed request a {@link Failure} as its body, whether shimmy or Spring MVC
 * refused it.
 */
@RestControllerAdvice
class FailureHandler extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ResponseEntity<Object> onShimmyException(ShimmyException failure) {
		return json(Failure.of(failure), HttpHeaders.EMPTY, statusOf(failure.code()));
	}

	private static HttpStatus statusOf(ShimmyErrorCode code) {
		return switch (code) {
			case UNSUPPORTED_REQUEST, REQUEST_REJECTED -> HttpStatus.BAD_REQUEST;
			case CONTEXT_EXCEEDED -> HttpStatus.CONTENT_TOO_LARGE;
			case GENERATION_FAILED, ANSWER_TRUNCATED, INVALID_RESPONSE, SIDECAR_LOST, AUTHENTICATION_FAILED ->
				HttpStatus.BAD_GATEWAY;
			case GENERATION_TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
			case NOT_RUNNING, NOT_READY, OVERLOADED, INVALID_CONFIGURATION, BINARY_NOT_FOUND, BINARY_NOT_EXECUTABLE,
					BINARY_INCOMPATIBLE, MODEL_NOT_FOUND, NOT_A_MODEL, UNSUPPORTED_MODEL, CHECKSUM_MISMATCH,
					DOWNLOAD_FAILED, LICENSE_NOT_ACCEPTED, MODEL_IN_USE, INSTALL_FAILED, DIRECTORY_NOT_WRITABLE,
					DISK_FULL, PORT_IN_USE, SYSTEM_LIMIT, START_FAILED, START_TIMEOUT, HEALTHCHECK_FAILED, CRASH_LOOP ->
				HttpStatus.SERVICE_UNAVAILABLE;
			case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
		};
	}

	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		HttpStatus known = HttpStatus.valueOf(status.value());
		String detail = (body instanceof ProblemDetail problem) ? problem.getDetail() : null;
		return json(new Failure(known.name(), (detail != null) ? detail : known.getReasonPhrase()), headers, known);
	}

	/** JSON, also for a client that accepts an event stream only. */
	private static ResponseEntity<Object> json(Failure failure, HttpHeaders headers, HttpStatus status) {
		return ResponseEntity.status(status).headers(headers).contentType(MediaType.APPLICATION_JSON).body(failure);
	}

}
