package io.github.shimmy4j.protocol.claude;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerWriter;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.prompt.TokenEstimate;
import io.github.shimmy4j.protocol.sse.EventWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as Claude does: one document, or events. The event that starts the
 * message is written by its caller with {@link #start}, because it may have to be sent
 * before the model writes anything.
 */
public final class ClaudeAnswer implements AnswerWriter {

	/** Keeps a connection open; may be sent at any time. */
	public static final String PING = EventWriter.event("ping", "{\"type\":\"ping\"}");

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final String id;

	private final String model;

	private final AnswerRules rules;

	private final List<AnswerBlock> blocks = new ArrayList<>();

	private final Map<Integer, AnswerBlock> calls = new HashMap<>();

	/** The first block of a stream that has not ended. */
	private int open;

	private boolean openBegun;

	private Delta.Ended ended = new Delta.Ended(Reason.STOP);

	private Delta.@Nullable Usage usage;

	private long bytes;

	/**
	 * Writes one answer.
	 * @param id id of the answer, without prefix
	 * @param model the client's name of the model
	 * @param rules what the request says about its answer
	 */
	public ClaudeAnswer(String id, String model, AnswerRules rules) {
		this.id = id(id);
		this.model = model;
		this.rules = rules;
	}

	private static String id(String id) {
		return "msg_" + id.replace("-", "");
	}

	@Override
	public String contentType() {
		return this.rules.stream() ? "text/event-stream" : "application/json";
	}

	/**
	 * The first event of a streamed answer.
	 * @param id id of the answer, without prefix
	 * @param model the client's name of the model
	 * @param promptTokens tokens of the prompt, which clients show while it is read
	 */
	public static String start(String id, String model, long promptTokens) {
		ObjectNode start = typed("message_start");
		start.set("message", AnswerFields.message(id(id), model, new Delta.Usage(promptTokens, 0, null)));
		return event(start);
	}

	@Override
	public String delta(Delta delta) {
		if (delta instanceof Delta.Ended end) {
			this.ended = end;
			return "";
		}
		if (delta instanceof Delta.Usage told) {
			this.usage = told;
			return "";
		}
		grow(delta);
		if (!this.rules.stream()) {
			return "";
		}
		String events = told(false);
		// A client must not take what is held back for silence.
		return events.isEmpty() ? PING : events;
	}

	private void grow(Delta delta) {
		if (delta instanceof Delta.CallBegun call) {
			AnswerBlock block = AnswerBlock.call(call);
			this.calls.put(call.index(), block);
			this.blocks.add(block);
		}
		else if (delta instanceof Delta.CallArguments more) {
			AnswerBlock call = this.calls.get(more.index());
			if (call == null) {
				throw new IllegalStateException("The call %d has not begun".formatted(more.index()));
			}
			add(more.json(), call);
		}
		else if (delta instanceof Delta.Text text) {
			add(text.text(), block(delta));
		}
		else if (delta instanceof Delta.Thinking thinking) {
			add(thinking.text(), block(delta));
		}
	}

	private AnswerBlock block(Delta delta) {
		AnswerBlock last = this.blocks.isEmpty() ? null : this.blocks.get(this.blocks.size() - 1);
		if (last != null && last.is(delta)) {
			return last;
		}
		AnswerBlock next = (delta instanceof Delta.Text) ? AnswerBlock.text() : AnswerBlock.thinking();
		this.blocks.add(next);
		return next;
	}

	private void add(String addition, AnswerBlock block) {
		block.add(addition);
		this.bytes += addition.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * The events of what has not been told yet. Only one block can be open, and calls may
	 * alternate: so what follows a call waits until its arguments are whole.
	 */
	private String told(boolean all) {
		StringBuilder events = new StringBuilder();
		while (this.open < this.blocks.size()) {
			AnswerBlock block = this.blocks.get(this.open);
			if (!this.openBegun) {
				events.append(event(indexed("content_block_start").set("content_block", block.begun())));
				this.openBegun = true;
			}
			delta(block.takeDelta(), events);
			if (!all && (block.isUnfinishedCall() || this.open == this.blocks.size() - 1)) {
				break;
			}
			if (block.isThinking()) {
				delta(block.signature(), events);
			}
			events.append(event(indexed("content_block_stop")));
			this.open++;
			this.openBegun = false;
		}
		return events.toString();
	}

	private void delta(@Nullable ObjectNode delta, StringBuilder events) {
		if (delta != null) {
			events.append(event(indexed("content_block_delta").set("delta", delta)));
		}
	}

	@Override
	public String end() {
		Reason reason = this.ended.reason();
		Delta.Usage tokens = tokens();
		if (!this.rules.stream()) {
			ObjectNode message = AnswerFields.message(this.id, this.model, tokens);
			ArrayNode content = message.withArray("content");
			for (AnswerBlock block : this.blocks) {
				ObjectNode whole = block.whole(reason);
				if (whole != null) {
					content.add(whole);
				}
			}
			AnswerFields.end(message, reason(tokens), stop());
			return MAPPER.writeValueAsString(message);
		}
		this.blocks.forEach((block) -> block.check(reason));
		ObjectNode end = typed("message_delta");
		ObjectNode delta = end.putObject("delta");
		AnswerFields.end(delta, reason(tokens), stop());
		delta.putNull("container");
		end.set("usage", AnswerFields.usage(tokens));
		end.putNull("context_management");
		return told(true) + event(end) + event(typed("message_stop"));
	}

	private Delta.Usage tokens() {
		return (this.usage != null) ? this.usage : new Delta.Usage(0, TokenEstimate.ofBytes(this.bytes), null, true);
	}

	private @Nullable String stop() {
		return (this.ended.reason() == Reason.STOP) ? this.ended.stop() : null;
	}

	private String reason(Delta.Usage tokens) {
		Integer limit = this.rules.limit();
		return switch (this.ended.reason()) {
			case STOP -> (this.ended.stop() != null) ? "stop_sequence" : "end_turn";
			case TOOL_CALLS -> "tool_use";
			case FILTERED -> "refusal";
			case LENGTH -> (limit != null && tokens.answerTokens() < limit && !tokens.estimated())
					? "model_context_window_exceeded" : "max_tokens";
		};
	}

	private ObjectNode indexed(String type) {
		return typed(type).put("index", this.open);
	}

	private static ObjectNode typed(String type) {
		return MAPPER.createObjectNode().put("type", type);
	}

	private static String event(ObjectNode json) {
		return EventWriter.event(json.path("type").asString(), MAPPER.writeValueAsString(json));
	}

}
