package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer as one document of OpenAI's, with the chunks joined. */
final class DocumentDelivery implements AnswerDelivery {

	private final CompletionShape shape;

	private final JoinedChunks joined = new JoinedChunks();

	private @Nullable Completion document;

	/** Completes the joined chunks to this shape. */
	DocumentDelivery(CompletionShape shape) {
		this.shape = shape;
	}

	@Override
	public String contentType() {
		return "application/json";
	}

	@Override
	public String chunk(Completion.Chunk chunk) {
		this.joined.add(chunk);
		return "";
	}

	@Override
	public String plain(PlainChunk chunk) {
		this.joined.add(chunk);
		return "";
	}

	@Override
	public String whole(Completion completion) {
		this.document = completion;
		return "";
	}

	@Override
	public String end() {
		Completion whole = (this.document != null) ? this.document : this.shape.whole(this.joined.whole());
		for (JsonNode choice : whole.json().path(Fields.CHOICES)) {
			putNullIfMissing(choice, Fields.LOGPROBS);
			putNullIfMissing(choice.path(Fields.MESSAGE), Fields.REFUSAL);
		}
		putNullIfMissing(whole.json(), Fields.SYSTEM_FINGERPRINT);
		return whole.text();
	}

	/** Strict clients want these fields, if only as null. */
	private static void putNullIfMissing(JsonNode json, String field) {
		if (json instanceof ObjectNode object && !object.has(field)) {
			object.putNull(field);
		}
	}

}
