package io.github.shimmy4j.fake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * A completion of shimmy. Both keys of a delta are always present, null included.
 *
 * @param counts whether usage is real, or zeros
 * @param reports whether a stream tells how much of the prompt was read
 * @param id of the completion
 * @param created in seconds
 * @param model in the answer, usually the one of the request
 */
record ShimmyCompletion(boolean counts, boolean reports, String id, long created, String model) implements Completion {

	static ShimmyCompletion of(Generation generation, ChatRequest request, ChatFaults faults) {
		String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
		String model = faults.has(Fault.ANSWER_FROM_OTHER_MODEL) ? "another-model" : request.model();
		return new ShimmyCompletion(generation.has(Trait.COUNTS_USAGE), !faults.readingReportedEvery().isZero(), id,
				Instant.now().getEpochSecond(), model);
	}

	@Override
	public ObjectNode whole(Answer answer) {
		ObjectNode body = head("chat.completion");
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		choice.putObject("message").put("role", "assistant").put("content", answer.text());
		choice.put("finish_reason", answer.finishReason());
		body.set("usage", counts(answer));
		return body;
	}

	/** Not as shimmy does, which reports nothing, but as a test asks. */
	@Override
	public boolean reportsReading() {
		return this.reports;
	}

	@Override
	public List<ObjectNode> progress(long read, long total) {
		if (read == 0) {
			return List.of();
		}
		ObjectNode chunk = chunk(null, null, null);
		chunk.putObject("prompt_progress").put("total", total).put("processed", read);
		return List.of(chunk);
	}

	@Override
	public ObjectNode start() {
		return chunk("assistant", null, null);
	}

	@Override
	public ObjectNode token(String text) {
		return chunk(null, text, null);
	}

	@Override
	public ObjectNode finish(Answer answer) {
		return chunk(null, null, answer.finishReason());
	}

	private ObjectNode chunk(@Nullable String role, @Nullable String content, @Nullable String finishReason) {
		ObjectNode body = head("chat.completion.chunk");
		ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
		choice.putObject("delta").put("content", content).put("role", role);
		choice.put("finish_reason", finishReason);
		return body;
	}

	@Override
	public ObjectNode usage(Answer answer) {
		ObjectNode body = head("chat.completion.chunk");
		body.putArray("choices");
		body.set("usage", counts(answer));
		return body;
	}

	@Override
	public Reply failure() {
		return Reply.empty(502);
	}

	@Override
	public ObjectNode failureEvent() {
		return Json.error("code", "generation_failed", "message", "Generation failed", "type", "server_error");
	}

	private ObjectNode head(String object) {
		return Json.object()
			.put("id", this.id)
			.put("object", object)
			.put("created", this.created)
			.put("model", this.model);
	}

	private ObjectNode counts(Answer answer) {
		int prompt = this.counts ? answer.promptTokens() : 0;
		int completion = this.counts ? answer.tokens().size() : 0;
		return Json.object()
			.put("prompt_tokens", prompt)
			.put("completion_tokens", completion)
			.put("total_tokens", prompt + completion);
	}

}
