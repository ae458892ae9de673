package io.github.shimmy4j.protocol.openai;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerWriter;
import io.github.shimmy4j.protocol.conversation.Delta;

/** An answer in another protocol. */
final class DeltaDelivery implements AnswerDelivery {

	private final DeltaReader reader;

	private final AnswerWriter writer;

	/**
	 * A delivery by a writer.
	 * @param id id of the answer, for calls to which the server gives none
	 * @param writer writes the answer
	 */
	DeltaDelivery(String id, AnswerWriter writer) {
		this.reader = new DeltaReader(id);
		this.writer = writer;
	}

	@Override
	public String contentType() {
		return this.writer.contentType();
	}

	@Override
	public String chunk(Completion.Chunk chunk) {
		List<Delta> deltas = this.reader.read(chunk);
		if (deltas.size() == 1) {
			return this.writer.delta(deltas.get(0));
		}
		StringBuilder text = new StringBuilder();
		deltas.forEach((delta) -> text.append(this.writer.delta(delta)));
		return text.toString();
	}

	/** Only the first choice counts, as in {@link DeltaReader}. */
	@Override
	public String plain(PlainChunk chunk) {
		return (chunk.index() == 0) ? this.writer.delta(new Delta.Text(chunk.text())) : "";
	}

	@Override
	public String end() {
		return this.writer.end();
	}

}
