package io.github.shimmy4j.gateway.responses;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.ErrorForm;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The form of failures on the paths of the Responses API. */
public final class ResponsesErrorForm implements ErrorForm {

	@Override
	public boolean isOf(ServerHttpRequest request) {
		return ErrorForm.isAt(ResponsesRoutes.PATH, request);
	}

	@Override
	public Failure told(Failure failure) {
		return ResponsesErrors.told(failure);
	}

	@Override
	public String body(Failure told) {
		return ResponsesErrors.body(told);
	}

}
