package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.protocol.sse.EventWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Delivers the continuation of a text as {@code /completions} does. */
final class TextDelivery implements AnswerDelivery {

	private final boolean stream;

	private final boolean usageWanted;

	/** The beginning of the answer; empty once it was delivered. */
	private String echo;

	private final StringBuilder text = new StringBuilder();

	private final TextLogprobs logprobs = new TextLogprobs();

	private FinishReason reason = FinishReason.STOP;

	private Usage usage = Usage.UNKNOWN;

	private @Nullable TextCompletion form;

	TextDelivery(boolean stream, boolean usageWanted, String echo) {
		this.stream = stream;
		this.usageWanted = usageWanted;
		this.echo = echo;
	}

	@Override
	public String contentType() {
		return this.stream ? "text/event-stream" : "application/json";
	}

	@Override
	public String chunk(Completion.Chunk chunk) {
		TextCompletion form = form(chunk.json());
		StringBuilder events = new StringBuilder();
		for (JsonNode choice : chunk.json().path(Fields.CHOICES)) {
			String piece = this.echo + choice.path(Fields.DELTA).path(Fields.CONTENT).asString("");
			this.echo = "";
			FinishReason ended = FinishReason.of(choice.path(Fields.FINISH_REASON));
			this.reason = (ended != null) ? ended : this.reason;
			ObjectNode logprobs = this.logprobs.add(choice.path(Fields.LOGPROBS));
			if (this.stream) {
				events.append(event(form.piece(piece, logprobs, ended)));
			}
			else {
				this.text.append(piece);
			}
		}
		Usage told = chunk.usage();
		if (told != null) {
			this.usage = told;
			if (this.stream && this.usageWanted) {
				events.append(event(form.usage(told)));
			}
		}
		return events.toString();
	}

	private TextCompletion form(ObjectNode json) {
		if (this.form == null) {
			String fingerprint = json.path(Fields.SYSTEM_FINGERPRINT).asString("");
			this.form = new TextCompletion(
					new Completion.Head(json.path(Fields.ID).asString(""), json.path(Fields.CREATED).asLong(0),
							json.path(Fields.MODEL).asString(""), fingerprint.isEmpty() ? null : fingerprint));
		}
		return this.form;
	}

	private static String event(ObjectNode json) {
		return EventWriter.event(json.toString());
	}

	@Override
	public String end() {
		if (this.stream) {
			return Completion.Chunk.END_EVENT;
		}
		TextCompletion form = this.form;
		return (form != null)
				? form.whole(this.text.toString(), this.logprobs.all(), this.reason, this.usage).toString() : "";
	}

}
