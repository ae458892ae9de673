package io.github.shimmy4j.gateway.ollama;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.ErrorForm;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Ollama's form of failures. */
public final class OllamaErrorForm implements ErrorForm {

	@Override
	public boolean isOf(ServerHttpRequest request) {
		return ErrorForm.isAt("/api", request);
	}

	@Override
	public String body(Failure told) {
		return OllamaDialect.error(told);
	}

}
