package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.protocol.openai.CompletionChunk;
import io.github.shimmy4j.protocol.openai.CompletionHead;
import io.github.shimmy4j.protocol.openai.ErrorBody;
import io.github.shimmy4j.protocol.openai.FinishReason;
import io.github.shimmy4j.protocol.sse.EventWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one answer as shimmy does: both fields of a delta are always
 * there.
 *
 * @param head what each chunk begins with
 */
record CompletionEvents(CompletionHead head) {

	String role() {
		return chunk(null, "assistant", null);
	}

	String text(String text) {
		return chunk(text, null, null);
	}

	String end(Outcome outcome, boolean includeUsage) {
		return chunk(null, null, outcome.reason())
				+ (includeUsage ? this.head.usage(outcome.usage().json()).event() : "") + CompletionChunk.END_EVENT;
	}

	/** Instead of the end: the status of the answer has been sent. */
	static String failure(ErrorBody error) {
		return EventWriter.event(Json.text(error.json())) + CompletionChunk.END_EVENT;
	}

	private String chunk(@Nullable String content, @Nullable String role, @Nullable FinishReason reason) {
		return this.head.chunk(0, Json.object().put("content", content).put("role", role), reason).event();
	}

}
