package io.github.shimmy4j.protocol.responses;

import io.github.shimmy4j.protocol.conversation.AnsweredCall;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A call of a function or of a custom tool. Not thread-safe. */
final class CallItem implements OutputItem {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String NO_ARGUMENTS = "{}";

	private final AnsweredCall call;

	private final ToolNames.Name name;

	private final String id;

	private final int index;

	/** Arguments of a function, input of a custom tool; null before the end. */
	private @Nullable String whole;

	private String status = IN_PROGRESS;

	/**
	 * A call without arguments so far.
	 * @param begun the call
	 * @param name the client's name of the tool
	 * @param answer id of the answer, without prefix
	 * @param index its place among the items of the answer
	 */
	CallItem(Delta.CallBegun begun, ToolNames.Name name, String answer, int index) {
		this.call = new AnsweredCall(begun);
		this.name = name;
		this.id = (name.custom() ? "ctc_" : "fc_") + answer + "o" + index;
		this.index = index;
	}

	@Override
	public boolean is(Delta delta) {
		return false;
	}

	@Override
	public void begin(EventSequence events) {
		events.add("output_item.added", place().set("item", json()));
	}

	/**
	 * The input of a custom tool is within the arguments, so it is written when they end.
	 */
	@Override
	public void add(String addition, EventSequence events) {
		this.call.add(addition);
		if (!this.name.custom()) {
			events.add("function_call_arguments.delta", within().put("delta", addition));
		}
	}

	@Override
	public void end(Reason reason, EventSequence events) {
		ObjectNode parsed = this.call.parsed(reason);
		this.status = (parsed != null) ? COMPLETED : INCOMPLETE;
		String arguments = this.call.argumentsFrom(0);
		if (this.name.custom()) {
			String input = (parsed != null) ? input(parsed) : "";
			this.whole = input;
			events.add("custom_tool_call_input.delta", within().put("delta", input));
			events.add("custom_tool_call_input.done", within().put("input", input));
		}
		else {
			String given = arguments.isBlank() ? NO_ARGUMENTS : arguments;
			this.whole = given;
			if (arguments.isEmpty()) {
				events.add("function_call_arguments.delta", within().put("delta", given));
			}
			events.add("function_call_arguments.done", within().put("name", this.name.name()).put("arguments", given));
		}
		events.add("output_item.done", place().set("item", json()));
	}

	private static String input(ObjectNode arguments) {
		JsonNode input = arguments.path(ToolReader.INPUT);
		return input.isString() ? input.asString() : arguments.toString();
	}

	@Override
	public ObjectNode json() {
		ObjectNode item = MAPPER.createObjectNode()
			.put("id", this.id)
			.put("type", this.name.custom() ? "custom_tool_call" : "function_call")
			.put("status", this.status)
			.put("call_id", this.call.begun().id())
			.put("name", this.name.name())
			.put(this.name.custom() ? ToolReader.INPUT : "arguments", written());
		if (this.name.namespaceOrNull() != null) {
			item.put("namespace", this.name.namespace());
		}
		return item;
	}

	/** The arguments that clients got so far, also of a call that fails. */
	private String written() {
		String ended = this.whole;
		if (ended != null) {
			return ended;
		}
		return this.name.custom() ? "" : this.call.argumentsFrom(0);
	}

	private ObjectNode place() {
		return MAPPER.createObjectNode().put("output_index", this.index);
	}

	private ObjectNode within() {
		return MAPPER.createObjectNode().put("item_id", this.id).put("output_index", this.index);
	}

}
