package io.github.shimmy4j.protocol.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A random answer of a model.
 *
 * @param thinking before the answer; may be empty
 * @param text may be empty
 * @param calls calls of tools
 * @param ended why it has ended
 * @param usage its tokens
 */
public record Answer(String thinking, String text, List<Call> calls, Delta.Ended ended, Delta.@Nullable Usage usage) {

	/** A text at which answers may end. */
	public static final String STOP = "END";

	public static Arbitrary<Answer> all() {
		Arbitrary<String> text = Conversations.text().list().ofMaxSize(3).map((all) -> String.join("", all));
		Arbitrary<List<Call>> calls = Combinators.combine(Conversations.name(), Conversations.arguments())
			.as((tool, arguments) -> new Call("", tool, arguments))
			.list()
			.ofMaxSize(3);
		Arbitrary<Delta.Ended> ended = Arbitraries.of(new Delta.Ended(Reason.STOP), new Delta.Ended(Reason.STOP, STOP),
				new Delta.Ended(Reason.FILTERED));
		Arbitrary<Delta.Usage> usage = Combinators
			.combine(Arbitraries.longs().between(100, 999), Arbitraries.longs().between(0, 999),
					Arbitraries.longs().between(0, 100))
			.as(Delta.Usage::new);
		return Combinators.combine(text, text, calls, ended, usage).as(Answer::numbered);
	}

	private static Answer numbered(String thinking, String text, List<Call> calls, Delta.Ended ended,
			Delta.Usage usage) {
		List<Call> numbered = new ArrayList<>();
		calls.forEach((call) -> numbered.add(new Call("call_" + numbered.size(), call.tool, call.arguments)));
		// Servers refuse to tell of an answer that is nothing at all.
		boolean empty = thinking.isEmpty() && text.isEmpty() && calls.isEmpty();
		return new Answer(thinking, empty ? "." : text, numbered,
				calls.isEmpty() ? ended : new Delta.Ended(Reason.TOOL_CALLS), usage);
	}

	/** The answer of these deltas. */
	public static Answer of(List<Delta> deltas) {
		StringBuilder thinking = new StringBuilder();
		StringBuilder text = new StringBuilder();
		Map<Integer, Call> calls = new TreeMap<>();
		Delta.Ended ended = null;
		Delta.Usage usage = null;
		for (Delta delta : deltas) {
			if (delta instanceof Delta.Text more) {
				text.append(more.text());
			}
			else if (delta instanceof Delta.Thinking more) {
				thinking.append(more.text());
			}
			else if (delta instanceof Delta.CallBegun call) {
				calls.put(call.index(), new Call(call.id(), call.name(), ""));
			}
			else if (delta instanceof Delta.CallArguments more) {
				calls.computeIfPresent(more.index(),
						(index, call) -> new Call(call.id, call.tool, call.arguments + more.json()));
			}
			else if (delta instanceof Delta.Ended end) {
				ended = end;
			}
			else if (delta instanceof Delta.Usage told) {
				usage = told;
			}
		}
		return new Answer(thinking.toString(), text.toString(), calls.values().stream().map(Call::whole).toList(),
				(ended != null) ? ended : new Delta.Ended(Reason.LENGTH), usage);
	}

	/**
	 * As a server of OpenAI's protocol sends it: in pieces, with calls that alternate.
	 */
	public String events() {
		StringBuilder events = new StringBuilder();
		pieces(this.thinking).forEach((piece) -> events.append(chunk(delta().put("reasoning_content", piece), false)));
		pieces(this.text).forEach((piece) -> events.append(chunk(delta().put("content", piece), false)));
		this.calls.forEach((call) -> events.append(chunk(call(call, 0), false)));
		for (int piece = 1; piece < 3; piece++) {
			for (Call call : this.calls) {
				events.append(chunk(call(call, piece), false));
			}
		}
		return events.append(chunk(delta(), true)).append("data: [DONE]\n\n").toString();
	}

	/** Halves, since a text may be split anywhere but within a character. */
	private static List<String> pieces(String text) {
		int middle = text.length() / 2;
		middle -= (middle > 0 && Character.isHighSurrogate(text.charAt(middle - 1))) ? 1 : 0;
		return List.of(text.substring(0, middle), text.substring(middle));
	}

	private static ObjectNode delta() {
		return JsonMapper.shared().createObjectNode();
	}

	/** The beginning of a call, or the first or second half of its arguments. */
	private ObjectNode call(Call call, int piece) {
		ObjectNode delta = delta();
		ObjectNode said = delta.putArray("tool_calls").addObject().put("index", this.calls.indexOf(call));
		if (piece == 0) {
			said.put("id", call.id).put("type", "function").putObject("function").put("name", call.tool);
		}
		else {
			said.putObject("function").put("arguments", pieces(call.arguments).get(piece - 1));
		}
		return delta;
	}

	private String chunk(ObjectNode delta, boolean last) {
		ObjectNode chunk = envelope("delta", delta, last);
		return "data: " + chunk + "\n\n";
	}

	/** As a server of OpenAI's protocol sends it at once. */
	public String document() {
		ObjectNode message = delta().put("role", "assistant").put("content", this.text);
		if (!this.thinking.isEmpty()) {
			message.put("reasoning_content", this.thinking);
		}
		if (!this.calls.isEmpty()) {
			ArrayNode said = message.putArray("tool_calls");
			this.calls.forEach((call) -> said.addObject()
				.put("id", call.id)
				.put("type", "function")
				.putObject("function")
				.put("name", call.tool)
				.put("arguments", call.arguments));
		}
		return envelope("message", message, true).toString();
	}

	private ObjectNode envelope(String name, ObjectNode said, boolean last) {
		ObjectNode json = delta().put("id", "c").put("created", 1).put("model", "wire");
		ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
		choice.set(name, said);
		if (!last) {
			choice.putNull("finish_reason");
			return json;
		}
		choice.put("finish_reason", switch (this.ended.reason()) {
			case TOOL_CALLS -> "tool_calls";
			case FILTERED -> "content_filter";
			default -> "stop";
		});
		if (this.ended.stop() != null) {
			choice.put("stop_reason", this.ended.stop());
		}
		if (this.usage != null) {
			Long cached = this.usage.cachedTokens();
			json.putObject("usage")
				.put("prompt_tokens", this.usage.promptTokens())
				.put("completion_tokens", this.usage.answerTokens())
				.put("total_tokens", this.usage.promptTokens() + this.usage.answerTokens())
				.putObject("prompt_tokens_details")
				.put("cached_tokens", (cached != null) ? cached : 0);
		}
		return json;
	}

	/** A call of a tool. */
	public record Call(String id, String tool, String arguments) {

		/** No arguments are an empty object, as in an answered call. */
		private Call whole() {
			return new Call(this.id, this.tool, this.arguments.isEmpty() ? "{}" : this.arguments);
		}

	}

}
