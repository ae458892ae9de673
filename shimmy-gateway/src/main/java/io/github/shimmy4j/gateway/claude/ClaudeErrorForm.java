package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.ErrorForm;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Claude's form of failures. */
public final class ClaudeErrorForm implements ErrorForm {

	/** Its list of models has the path of OpenAI's, and is asked for by a header. */
	@Override
	public boolean isOf(ServerHttpRequest request) {
		return ErrorForm.isAt("/v1/messages", request)
				|| (ErrorForm.isAt("/v1/models", request) && request.getHeaders().containsHeader(ClaudeRoutes.VERSION));
	}

	@Override
	public Failure told(Failure failure) {
		return ClaudeErrors.told(failure);
	}

	@Override
	public String body(Failure told) {
		return ClaudeErrors.body(told);
	}

}
