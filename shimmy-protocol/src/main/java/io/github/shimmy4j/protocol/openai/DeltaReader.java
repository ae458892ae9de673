package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns the chunks of one answer into deltas. Only the first choice counts: nobody who
 * asks for several reads deltas. Not thread-safe.
 */
final class DeltaReader {

	/** A usage that no server has counted says so. */
	private static final String ESTIMATED = "estimated";

	private final String answer;

	/** Calls by the server's index. Deltas count them from 0 in the order of arrival. */
	private final SortedMap<Integer, Call> calls = new TreeMap<>();

	private int begun;

	/** Reads an answer with this id. */
	DeltaReader(String answer) {
		this.answer = answer;
	}

	/**
	 * Reads a chunk.
	 * @param chunk in the form of {@link CompletionShape}
	 * @return its deltas; may be empty
	 */
	List<Delta> read(Completion.Chunk chunk) {
		List<Delta> deltas = new ArrayList<>(1);
		for (JsonNode choice : chunk.json().path(Fields.CHOICES)) {
			if (choice.path(Fields.INDEX).asInt(0) == 0) {
				choice(choice, deltas);
			}
		}
		Usage usage = chunk.usage();
		if (usage != null) {
			deltas.add(new Delta.Usage(usage.promptTokens(), usage.completionTokens(), usage.cachedTokens(),
					chunk.json().path(Fields.USAGE).path(ESTIMATED).asBoolean(false)));
		}
		return deltas;
	}

	private void choice(JsonNode choice, List<Delta> deltas) {
		JsonNode delta = choice.path(Fields.DELTA);
		String thinking = delta.path(Fields.REASONING_CONTENT).asString("");
		if (!thinking.isEmpty()) {
			deltas.add(new Delta.Thinking(thinking));
		}
		for (String field : List.of(Fields.CONTENT, Fields.REFUSAL)) {
			String text = delta.path(field).asString("");
			if (!text.isEmpty()) {
				deltas.add(new Delta.Text(text));
			}
		}
		for (JsonNode call : delta.path(Fields.TOOL_CALLS)) {
			this.calls.computeIfAbsent(call.path(Fields.INDEX).asInt(0), (index) -> new Call()).read(call, deltas);
		}
		FinishReason reason = FinishReason.of(choice.path(Fields.FINISH_REASON));
		if (reason != null) {
			end(reason, stop(choice), deltas);
		}
	}

	/** vLLM and our engine name the text at which the answer has ended, and SGLang. */
	private static @Nullable String stop(JsonNode choice) {
		for (String field : List.of(Fields.STOP_REASON, "matched_stop")) {
			if (choice.path(field).isString()) {
				return choice.path(field).asString();
			}
		}
		return null;
	}

	private void end(FinishReason reason, @Nullable String stop, List<Delta> deltas) {
		if (reason != FinishReason.LENGTH && this.calls.values().stream().anyMatch((call) -> !call.isBegun())) {
			throw ServerError.unreadable("The server called a tool without its name", "");
		}
		deltas.add(new Delta.Ended(switch (reason) {
			// Some servers say stop after calls.
			case STOP -> this.calls.isEmpty() ? Delta.Reason.STOP : Delta.Reason.TOOL_CALLS;
			case LENGTH -> Delta.Reason.LENGTH;
			case TOOL_CALLS, FUNCTION_CALL -> Delta.Reason.TOOL_CALLS;
			case CONTENT_FILTER -> Delta.Reason.FILTERED;
		}, stop));
	}

	/** A call, which begins once its name is known. */
	private final class Call {

		private static final int NOT_BEGUN = -1;

		private int index = NOT_BEGUN;

		private String id = "";

		/** Arguments that came before the name. */
		private final StringBuilder held = new StringBuilder();

		boolean isBegun() {
			return this.index != NOT_BEGUN;
		}

		void read(JsonNode piece, List<Delta> deltas) {
			JsonNode function = piece.path(Fields.FUNCTION);
			String name = function.path(Fields.NAME).asString("");
			this.id = this.id.isEmpty() ? piece.path(Fields.ID).asString("") : this.id;
			this.held.append(function.path(Fields.ARGUMENTS).asString(""));
			if (!isBegun() && !name.isEmpty()) {
				this.index = DeltaReader.this.begun++;
				deltas.add(new Delta.CallBegun(this.index, id(), name));
			}
			if (isBegun() && !this.held.isEmpty()) {
				deltas.add(new Delta.CallArguments(this.index, this.held.toString()));
				this.held.setLength(0);
			}
		}

		/** The same id in two answers would mix up their results. */
		private String id() {
			return this.id.isEmpty() ? "call_" + DeltaReader.this.answer + "_" + this.index : this.id;
		}

	}

}
