package io.github.shimmy4j.protocol.responses;

import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A message or a reasoning, which has one part. Not thread-safe. */
final class TextItem implements OutputItem {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String TEXT = "text";

	private static final String DELTA = "delta";

	private final Kind kind;

	private final String id;

	private final int index;

	private final StringBuilder text = new StringBuilder();

	private String status = IN_PROGRESS;

	/**
	 * An item without text so far.
	 * @param kind its kind
	 * @param answer id of the answer, without prefix
	 * @param index its place among the items of the answer
	 */
	TextItem(Kind kind, String answer, int index) {
		this.kind = kind;
		this.id = kind.prefix + answer + "o" + index;
		this.index = index;
	}

	@Override
	public boolean is(Delta delta) {
		return (delta instanceof Delta.Text && this.kind == Kind.MESSAGE)
				|| (delta instanceof Delta.Thinking && this.kind != Kind.MESSAGE);
	}

	@Override
	public void begin(EventSequence events) {
		ObjectNode added = MAPPER.createObjectNode().put("output_index", this.index);
		ObjectNode item = this.kind.item(this.id, this.status);
		if (this.kind != Kind.MESSAGE) {
			item.putNull("encrypted_content");
		}
		events.add("output_item.added", added.set("item", item));
		events.add(this.kind.parts + ".added", place().set("part", this.kind.part("")));
	}

	@Override
	public void add(String addition, EventSequence events) {
		this.text.append(addition);
		events.add(this.kind.text + ".delta", logprobs(place().put(DELTA, addition)));
	}

	@Override
	public void end(Reason reason, EventSequence events) {
		this.status = (reason == Reason.LENGTH || reason == Reason.FILTERED) ? INCOMPLETE : COMPLETED;
		String whole = this.text.toString();
		events.add(this.kind.text + ".done", logprobs(place().put(TEXT, whole)));
		events.add(this.kind.parts + ".done", place().set("part", this.kind.part(whole)));
		ObjectNode done = MAPPER.createObjectNode().put("output_index", this.index);
		events.add("output_item.done", done.set("item", json()));
	}

	@Override
	public ObjectNode json() {
		String whole = this.text.toString();
		ObjectNode item = this.kind.item(this.id, this.status);
		item.withArray(this.kind.list).add(this.kind.part(whole));
		return (this.kind == Kind.MESSAGE) ? item : item.put("encrypted_content", ThinkingSignature.of(whole));
	}

	private ObjectNode place() {
		return MAPPER.createObjectNode()
			.put("item_id", this.id)
			.put("output_index", this.index)
			.put((this.kind == Kind.SUMMARY) ? "summary_index" : "content_index", 0);
	}

	private ObjectNode logprobs(ObjectNode event) {
		if (this.kind == Kind.MESSAGE) {
			event.putArray("logprobs");
		}
		return event;
	}

	/** Kinds of texts. */
	enum Kind {

		/** Text for the user. */
		MESSAGE("msg_", "content", "content_part", "output_text", "output_text"),

		/** Thinking, written as it is. */
		REASONING("rs_", "content", "content_part", "reasoning_text", "reasoning_text"),

		/** Thinking, written as a summary. */
		SUMMARY("rs_", "summary", "reasoning_summary_part", "reasoning_summary_text", "summary_text");

		private final String prefix;

		/** Field of the parts. */
		private final String list;

		/** Events about a part. */
		private final String parts;

		/** Events about its text. */
		private final String text;

		private final String type;

		Kind(String prefix, String list, String parts, String text, String type) {
			this.prefix = prefix;
			this.list = list;
			this.parts = parts;
			this.text = text;
			this.type = type;
		}

		private ObjectNode item(String id, String status) {
			ObjectNode item = MAPPER.createObjectNode().put("id", id);
			if (this == MESSAGE) {
				item.put("type", "message").put("status", status).put("role", "assistant").putArray("content");
			}
			else {
				item.put("type", "reasoning").put("status", status).putArray("summary");
				item.putArray("content");
			}
			return item;
		}

		private ObjectNode part(String text) {
			ObjectNode part = MAPPER.createObjectNode().put("type", this.type).put(TEXT, text);
			if (this == MESSAGE) {
				part.putArray("annotations");
				part.putArray("logprobs");
			}
			return part;
		}

	}

}
