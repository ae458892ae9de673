package io.github.shimmy4j.fake;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * The JSON of one completion. Both keys of a delta are always present, null included.
 *
 * @param counts whether usage is real, or zeros
 * @param id of the completion
 * @param created in seconds
 * @param model in the answer, usually the one of the request
 */
record Completion(boolean counts, String id, long created, String model) {

	static Completion of(Generation generation, ChatRequest request, ChatFaults faults) {
		String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
		String model = faults.has(Fault.ANSWER_FROM_OTHER_MODEL) ? "another-model" : request.model();
		return new Completion(generation.has(Trait.COUNTS_USAGE), id, Instant.now().getEpochSecond(), model);
	}

	ObjectNode whole(Answer answer) {
		ObjectNode body = head("chat.completion");
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		choice.putObject("message").put("role", "assistant").put("content", answer.text());
		choice.put("finish_reason", answer.finishReason());
		body.set("usage", usage(answer));
		return body;
	}

	ObjectNode chunk(@Nullable String role, @Nullable String content, @Nullable String finishReason) {
		ObjectNode body = head("chat.completion.chunk");
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		choice.putObject("delta").put("content", content).put("role", role);
		choice.put("finish_reason", finishReason);
		return body;
	}

	ObjectNode usageChunk(Answer answer) {
		ObjectNode body = head("chat.completion.chunk");
		body.putArray("choices");
		body.set("usage", usage(answer));
		return body;
	}

	private ObjectNode head(String object) {
		return Json.object()
			.put("id", this.id)
			.put("object", object)
			.put("created", this.created)
			.put("model", this.model);
	}

	private ObjectNode usage(Answer answer) {
		int prompt = this.counts ? answer.promptTokens() : 0;
		int completion = this.counts ? answer.tokens().size() : 0;
		return Json.object()
			.put("prompt_tokens", prompt)
			.put("completion_tokens", completion)
			.put("total_tokens", prompt + completion);
	}

}
