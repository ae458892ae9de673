package io.github.shimmy4j.sample;

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
 * Answers every failed request with a {@link Failure}, whether shimmy or Spring MVC
 * refused it.
 */
@RestControllerAdvice
class FailureHandler extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ResponseEntity<Object> onShimmyException(ShimmyException failure) {
		return json(Failure.of(failure), HttpHeaders.EMPTY, HttpStatus.valueOf(failure.code().httpStatus()));
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
