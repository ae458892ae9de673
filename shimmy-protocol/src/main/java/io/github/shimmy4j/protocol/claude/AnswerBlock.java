package io.github.shimmy4j.protocol.claude;

import io.github.shimmy4j.protocol.conversation.AnsweredCall;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A block of an answer that is being written. Not thread-safe. */
final class AnswerBlock {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String TYPE = "type";

	private final String type;

	private final StringBuilder text = new StringBuilder();

	/** Null unless it is a call. */
	private final @Nullable AnsweredCall call;

	/** Characters of the text, or of the call's arguments, that were told. */
	private int told;

	private AnswerBlock(String type, @Nullable AnsweredCall call) {
		this.type = type;
		this.call = call;
	}

	static AnswerBlock text() {
		return new AnswerBlock("text", null);
	}

	static AnswerBlock thinking() {
		return new AnswerBlock("thinking", null);
	}

	static AnswerBlock call(Delta.CallBegun call) {
		return new AnswerBlock("tool_use", new AnsweredCall(call));
	}

	/** Whether the next piece of this kind belongs to this block. */
	boolean is(Delta delta) {
		return (delta instanceof Delta.Text && this.type.equals("text"))
				|| (delta instanceof Delta.Thinking && isThinking());
	}

	/** Whether arguments may follow. */
	boolean isUnfinishedCall() {
		return this.call != null && !this.call.isWhole();
	}

	boolean isThinking() {
		return this.type.equals("thinking");
	}

	void add(String addition) {
		if (this.call != null) {
			this.call.add(addition);
		}
		else {
			this.text.append(addition);
		}
	}

	/** The block before its first piece. */
	ObjectNode begun() {
		ObjectNode json = MAPPER.createObjectNode().put(TYPE, this.type);
		if (this.call != null) {
			json.put("id", this.call.begun().id()).put("name", this.call.begun().name()).putObject("input");
			json.putObject("caller").put(TYPE, "direct");
			return json;
		}
		json.put(this.type, "");
		return isThinking() ? json.put("signature", "") : json.putNull("citations");
	}

	/** The addition since the last call; null if there is none. */
	@Nullable ObjectNode takeDelta() {
		String addition = (this.call != null) ? this.call.argumentsFrom(this.told) : this.text.substring(this.told);
		if (addition.isEmpty()) {
			return null;
		}
		this.told += addition.length();
		ObjectNode delta = MAPPER.createObjectNode();
		if (this.call != null) {
			return delta.put(TYPE, "input_json_delta").put("partial_json", addition);
		}
		return delta.put(TYPE, this.type + "_delta").put(this.type, addition);
	}

	/** The last delta of a thinking, which makes it valid in later requests. */
	ObjectNode signature() {
		return MAPPER.createObjectNode()
			.put(TYPE, "signature_delta")
			.put("signature", ThinkingSignature.of(this.text.toString()));
	}

	/** Fails unless a call of a whole answer has an object as its arguments. */
	void check(Delta.Reason reason) {
		if (this.call != null) {
			this.call.parsed(reason);
		}
	}

	/** The whole block; null if it is a call that was cut. */
	@Nullable ObjectNode whole(Delta.Reason reason) {
		ObjectNode json = begun();
		if (this.call != null) {
			ObjectNode input = this.call.parsed(reason);
			return (input != null) ? json.set("input", input) : null;
		}
		json.put(this.type, this.text.toString());
		return isThinking() ? json.put("signature", ThinkingSignature.of(this.text.toString())) : json;
	}

}
