package io.github.shimmy4j.fake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A completion of {@code llama-server}.
 *
 * @param id of the completion
 * @param created in seconds
 * @param model in the answer, whatever the request names
 * @param promptTokens tokens of the prompt
 * @param cached those of them that the slot held already
 * @param reportsReading whether the request asks for progress
 * @param includeUsage whether the request asks for the usage of a stream
 * @param separates whether the template thinks
 * @param thinking the state of a stream
 */
record LlamaCompletion(String id, long created, String model, int promptTokens, int cached, boolean reportsReading,
		boolean includeUsage, boolean separates, LlamaThinking thinking) implements Completion {

	static final String BUILD = "b1-7e4c0a9";

	static LlamaCompletion of(String model, ChatRequest request, int cached, boolean reportsReading,
			boolean separates) {
		return new LlamaCompletion("chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
				Instant.now().getEpochSecond(), model, request.promptTokens().size(), cached, reportsReading,
				request.includeUsage(), separates, new LlamaThinking(separates));
	}

	@Override
	public ObjectNode whole(Answer answer) {
		ObjectNode body = Json.object();
		ObjectNode choice = body.putArray("choices")
			.addObject()
			.put("finish_reason", answer.finishReason())
			.put("index", 0);
		choice.set("message", LlamaThinking.message(answer.tokens(), this.separates));
		head(body, "chat.completion");
		body.set("usage", counts(answer));
		body.set("timings", timings(answer));
		return body;
	}

	@Override
	public List<ObjectNode> progress(long read, long total) {
		long processed = this.cached + (this.promptTokens - this.cached) * read / Math.max(1, total);
		ObjectNode chunk = start();
		chunk.putObject("prompt_progress")
			.put("total", this.promptTokens)
			.put("cache", this.cached)
			.put("processed", processed)
			.put("time_ms", processed - this.cached);
		return List.of(chunk);
	}

	@Override
	public ObjectNode start() {
		return chunk(Json.object().put("role", "assistant").putNull("content"), null);
	}

	@Override
	public ObjectNode token(String text) {
		return chunk(this.thinking.delta(text), null);
	}

	/** The timings are in the last chunk, whichever that is. */
	@Override
	public ObjectNode finish(Answer answer) {
		ObjectNode chunk = chunk(Json.object(), answer.finishReason());
		if (!this.includeUsage) {
			chunk.set("timings", timings(answer));
		}
		return chunk;
	}

	@Override
	public ObjectNode usage(Answer answer) {
		ObjectNode chunk = Json.object();
		chunk.putArray("choices");
		head(chunk, "chat.completion.chunk");
		chunk.set("usage", counts(answer));
		chunk.set("timings", timings(answer));
		return chunk;
	}

	@Override
	public Reply failure() {
		return Reply.json(500, failureEvent());
	}

	/** As after a token whose bytes are no text. */
	@Override
	public ObjectNode failureEvent() {
		return LlamaRequestReader.error(500, "server_error",
				"The model produced output that does not match the expected peg-native format");
	}

	ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
		ObjectNode chunk = Json.object();
		chunk.putArray("choices").addObject().put("finish_reason", finishReason).put("index", 0).set("delta", delta);
		return head(chunk, "chat.completion.chunk");
	}

	private ObjectNode head(ObjectNode body, String object) {
		return body.put("created", this.created)
			.put("id", this.id)
			.put("model", this.model)
			.put("system_fingerprint", BUILD)
			.put("object", object);
	}

	private ObjectNode counts(Answer answer) {
		int completion = generated(answer);
		ObjectNode usage = Json.object()
			.put("completion_tokens", completion)
			.put("prompt_tokens", this.promptTokens)
			.put("total_tokens", completion + this.promptTokens);
		usage.putObject("prompt_tokens_details").put("cached_tokens", this.cached);
		return usage;
	}

	private ObjectNode timings(Answer answer) {
		int read = this.promptTokens - this.cached;
		int generated = generated(answer);
		return Json.object()
			.put("cache_n", this.cached)
			.put("prompt_n", read)
			.put("prompt_ms", (double) read)
			.put("prompt_per_token_ms", 1.0)
			.put("prompt_per_second", 1000.0)
			.put("predicted_n", generated)
			.put("predicted_ms", (double) generated)
			.put("predicted_per_token_ms", 1.0)
			.put("predicted_per_second", 1000.0);
	}

	/** The token that ends an answer counts. */
	private static int generated(Answer answer) {
		return answer.tokens().size() + ("stop".equals(answer.finishReason()) ? 1 : 0);
	}

}
