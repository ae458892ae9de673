package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.generation.TextRequest;

/**
 * A request to continue a text, as it was sent by HTTP.
 *
 * @param model id of the model, repeated in the answer
 * @param stream whether the answer is a stream of events
 * @param includeUsage whether one of the events has the usage
 * @param echo whether the answer begins with the prompt
 * @param request the request
 */
record CompletionCall(String model, boolean stream, boolean includeUsage, boolean echo, TextRequest request) {

	/** The beginning of the answer, before the generated text. */
	String begin() {
		return this.echo ? this.request.text() : "";
	}

}
