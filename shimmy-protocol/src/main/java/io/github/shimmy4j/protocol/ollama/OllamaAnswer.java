package io.github.shimmy4j.protocol.ollama;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.shimmy4j.protocol.conversation.AnswerWriter;
import io.github.shimmy4j.protocol.conversation.AnsweredCall;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.ollama.OllamaRequest.Purpose;
import io.github.shimmy4j.protocol.ollama.OllamaRequest.Route;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as Ollama does: a line of JSON for each piece and one at the end, or
 * one document.
 */
public final class OllamaAnswer implements AnswerWriter {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final Route route;

	private final String model;

	private final boolean stream;

	private final AnswerClock clock;

	/** Of a document. */
	private final StringBuilder text = new StringBuilder();

	/** Of a document. */
	private final StringBuilder thinking = new StringBuilder();

	private final Map<Integer, AnsweredCall> calls = new TreeMap<>();

	private Reason reason = Reason.STOP;

	private Delta.@Nullable Usage usage;

	/** Null until the first piece has arrived. */
	private @Nullable Long begun;

	/**
	 * Writes one answer.
	 * @param request the request
	 * @param clock measures the answer
	 */
	public OllamaAnswer(OllamaRequest request, AnswerClock clock) {
		this.route = request.route();
		this.model = request.conversation().model();
		this.stream = request.conversation().answer().stream();
		this.clock = clock;
	}

	@Override
	public String contentType() {
		return this.stream ? "application/x-ndjson" : "application/json";
	}

	/**
	 * Answers a request for no text: one that only asks for the model to be loaded, or to
	 * leave the memory.
	 * @param request a request whose purpose is LOAD or UNLOAD
	 * @param clock tells the time
	 * @return the document, with or without a stream
	 */
	public static ObjectNode withoutText(OllamaRequest request, AnswerClock clock) {
		OllamaAnswer answer = new OllamaAnswer(request, clock);
		boolean unload = request.purpose() == Purpose.UNLOAD;
		return answer.piece("", "", null, true).put("done_reason", unload ? "unload" : "load");
	}

	@Override
	public String delta(Delta delta) {
		if (this.begun == null) {
			this.begun = this.clock.nanos();
		}
		if (delta instanceof Delta.Text said) {
			return said("", said.text());
		}
		if (delta instanceof Delta.Thinking thought) {
			return said(thought.text(), "");
		}
		if (delta instanceof Delta.CallBegun call) {
			this.calls.put(call.index(), new AnsweredCall(call));
		}
		else if (delta instanceof Delta.CallArguments more) {
			AnsweredCall call = this.calls.get(more.index());
			if (call == null) {
				throw new IllegalStateException("The call %d has not begun".formatted(more.index()));
			}
			call.add(more.json());
		}
		else if (delta instanceof Delta.Ended ended) {
			this.reason = ended.reason();
		}
		else {
			this.usage = (Delta.Usage) delta;
		}
		return "";
	}

	private String said(String thinking, String text) {
		if (this.stream) {
			return line(piece(thinking, text, null, false));
		}
		this.thinking.append(thinking);
		this.text.append(text);
		return "";
	}

	@Override
	public String end() {
		ArrayNode called = called();
		if (!this.stream) {
			return MAPPER
				.writeValueAsString(finish(piece(this.thinking.toString(), this.text.toString(), called, true)));
		}
		String before = (called != null) ? line(piece("", "", called, false)) : "";
		return before + line(finish(piece("", "", null, true)));
	}

	private static String line(ObjectNode json) {
		return MAPPER.writeValueAsString(json) + "\n";
	}

	private ObjectNode piece(String thinking, String text, @Nullable ArrayNode called, boolean done) {
		ObjectNode line = MAPPER.createObjectNode()
			.put("model", this.model)
			.put("created_at", this.clock.now().toString());
		ObjectNode said = (this.route == Route.CHAT) ? line.putObject("message").put("role", "assistant") : line;
		said.put((this.route == Route.CHAT) ? "content" : "response", text);
		if (!thinking.isEmpty()) {
			said.put("thinking", thinking);
		}
		if (called != null) {
			said.set("tool_calls", called);
		}
		return line.put("done", done);
	}

	/** A server that counts no tokens leaves out the counts. */
	private ObjectNode finish(ObjectNode last) {
		long now = this.clock.nanos();
		long first = (this.begun != null) ? this.begun : now;
		last.put("done_reason",
				((this.reason == Reason.LENGTH) ? this.reason : Reason.STOP).name().toLowerCase(Locale.ROOT))
			.put("total_duration", now - this.clock.arrived())
			.put("load_duration", this.clock.sent() - this.clock.arrived());
		if (this.usage != null) {
			last.put("prompt_eval_count", this.usage.promptTokens());
		}
		last.put("prompt_eval_duration", first - this.clock.sent());
		if (this.usage != null) {
			last.put("eval_count", this.usage.answerTokens());
		}
		return last.put("eval_duration", now - first);
	}

	/** All calls of the answer; null if there are none. */
	private @Nullable ArrayNode called() {
		ArrayNode called = MAPPER.createArrayNode();
		for (AnsweredCall call : this.calls.values()) {
			JsonNode arguments = call.parsed(this.reason);
			if (arguments != null) {
				ObjectNode json = called.addObject().put("id", call.begun().id());
				json.putObject("function")
					.put("index", called.size() - 1)
					.put("name", call.begun().name())
					.set("arguments", arguments);
			}
		}
		return called.isEmpty() ? null : called;
	}

}
