package io.github.shimmy4j.protocol.responses;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.shimmy4j.protocol.conversation.AnswerWriter;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.prompt.TokenEstimate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as a response: one document, or events. Events that bridge a wait may
 * come from another thread than the answer.
 */
public final class ResponsesAnswer implements AnswerWriter {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String RESPONSE = "response";

	private final String id;

	private final ResponsesRequest request;

	private final ResponseDocument document;

	private final InstantSource clock;

	private final Consumer<ObjectNode> finished;

	private final EventSequence events;

	private final List<OutputItem> items = new ArrayList<>();

	private final Map<Integer, OutputItem> calls = new HashMap<>();

	/** A text that may go on; null if there is none. */
	private @Nullable OutputItem open;

	private boolean begun;

	private boolean arriving;

	private Reason reason = Reason.STOP;

	private Delta.@Nullable Usage usage;

	private long bytes;

	private long thinkingBytes;

	/**
	 * Writes one answer.
	 * @param request the request
	 * @param id id of the answer, without prefix
	 * @param model the client's name of the model
	 * @param clock tells the time
	 * @param finished takes the finished response, before the client gets it
	 */
	public ResponsesAnswer(ResponsesRequest request, String id, String model, InstantSource clock,
			Consumer<ObjectNode> finished) {
		this.id = id;
		this.request = request;
		this.clock = clock;
		this.finished = finished;
		this.document = new ResponseDocument(request, responseId(id), model, clock.instant().getEpochSecond());
		this.events = new EventSequence(isStream());
	}

	/** The id of a response whose answer has this id. */
	public static String responseId(String answer) {
		return "resp_" + answer;
	}

	private boolean isStream() {
		return this.request.conversation().answer().stream();
	}

	@Override
	public String contentType() {
		return isStream() ? "text/event-stream" : "application/json";
	}

	@Override
	public synchronized String delta(Delta delta) {
		if (delta instanceof Delta.Ended end) {
			this.reason = end.reason();
			return "";
		}
		if (delta instanceof Delta.Usage counted) {
			this.usage = counted;
			return "";
		}
		this.arriving = true;
		begin();
		grow(delta);
		return this.events.take();
	}

	private void begin() {
		if (!this.begun) {
			this.begun = true;
			this.events.add("created", response(this.document.unfinished()));
			this.events.add("in_progress", response(this.document.unfinished()));
		}
	}

	/**
	 * Bridges the wait for the answer.
	 * @return an event, with the beginning before it if there was none; empty once the
	 * answer arrives, since events are numbered in the order of their delivery
	 */
	public synchronized String waiting() {
		if (this.arriving) {
			return "";
		}
		if (this.begun) {
			this.events.add("in_progress", response(this.document.unfinished()));
		}
		begin();
		return this.events.take();
	}

	private void grow(Delta delta) {
		if (delta instanceof Delta.CallBegun call) {
			endText(Reason.STOP);
			this.calls.put(call.index(),
					added(new CallItem(call, this.request.names().of(call.name()), this.id, this.items.size())));
		}
		else if (delta instanceof Delta.CallArguments more) {
			OutputItem call = this.calls.get(more.index());
			if (call == null) {
				throw new IllegalStateException("The call %d has not begun".formatted(more.index()));
			}
			add(more.json(), call);
		}
		else if (delta instanceof Delta.Text text) {
			add(text.text(), text(delta));
		}
		else if (delta instanceof Delta.Thinking thinking) {
			this.thinkingBytes += bytes(thinking.text());
			add(thinking.text(), text(delta));
		}
	}

	private OutputItem text(Delta delta) {
		OutputItem last = this.open;
		if (last != null && last.is(delta)) {
			return last;
		}
		endText(Reason.STOP);
		TextItem.Kind kind = (delta instanceof Delta.Text) ? TextItem.Kind.MESSAGE
				: this.request.summary() ? TextItem.Kind.SUMMARY : TextItem.Kind.REASONING;
		OutputItem next = added(new TextItem(kind, this.id, this.items.size()));
		this.open = next;
		return next;
	}

	private OutputItem added(OutputItem item) {
		this.items.add(item);
		item.begin(this.events);
		return item;
	}

	private void add(String addition, OutputItem item) {
		item.add(addition, this.events);
		this.bytes += bytes(addition);
	}

	private static long bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	private void endText(Reason why) {
		OutputItem text = this.open;
		this.open = null;
		if (text != null) {
			text.end(why, this.events);
		}
	}

	@Override
	public synchronized String end() {
		this.arriving = true;
		begin();
		endText(this.reason);
		// Calls may alternate, so they have all ended only now.
		this.items.stream().filter(this.calls::containsValue).forEach((call) -> call.end(this.reason, this.events));
		boolean cut = this.reason == Reason.LENGTH || this.reason == Reason.FILTERED;
		ObjectNode response = this.document.json(cut ? OutputItem.INCOMPLETE : OutputItem.COMPLETED, output());
		if (cut) {
			response.putObject("incomplete_details")
				.put("reason", (this.reason == Reason.LENGTH) ? "max_output_tokens" : "content_filter");
		}
		else {
			response.put("completed_at", this.clock.instant().getEpochSecond());
		}
		response.set("usage", usage());
		this.finished.accept(response);
		if (!isStream()) {
			return MAPPER.writeValueAsString(response);
		}
		this.events.add(cut ? OutputItem.INCOMPLETE : OutputItem.COMPLETED, response(response));
		return this.events.take();
	}

	/**
	 * The last events of a streamed answer that fails.
	 * @param code name of the error, on which programs react
	 * @param message the problem
	 */
	public synchronized String failed(String code, String message) {
		this.arriving = true;
		begin();
		ObjectNode response = this.document.json("failed", output());
		response.putObject("error").put("code", code).put("message", message);
		this.events.add("failed", response(response));
		return this.events.take();
	}

	private ArrayNode output() {
		ArrayNode output = MAPPER.createArrayNode();
		this.items.forEach((item) -> output.add(item.json()));
		return output;
	}

	private static ObjectNode response(ObjectNode response) {
		return MAPPER.createObjectNode().set(RESPONSE, response);
	}

	/** Servers do not count the tokens of the thinking apart. */
	private ObjectNode usage() {
		Delta.Usage counted = (this.usage != null) ? this.usage
				: new Delta.Usage(0, TokenEstimate.ofBytes(this.bytes), null, true);
		long reasoning = (this.bytes > 0) ? counted.answerTokens() * this.thinkingBytes / this.bytes : 0;
		return ResponseDocument.usage(counted, reasoning);
	}

}
