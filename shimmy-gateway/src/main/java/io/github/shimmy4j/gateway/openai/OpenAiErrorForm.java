package io.github.shimmy4j.gateway.openai;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.ErrorForm;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** OpenAI's form of failures, which clients of other protocols can read as well. */
public final class OpenAiErrorForm implements ErrorForm {

	@Override
	public boolean isOf(ServerHttpRequest request) {
		return ErrorForm.isAt("/v1", request);
	}

	@Override
	public String body(Failure told) {
		return OpenAiErrors.body(told);
	}

}
