package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.protocol.sse.EventWriter;

/** An answer as OpenAI's events, one for each chunk. */
final class EventDelivery implements AnswerDelivery {

	private final boolean usageWanted;

	/**
	 * A delivery to one client.
	 * @param usageWanted false for a client that asked for no usage: it may take the
	 * first choice of each chunk, and the chunk with the usage has none
	 */
	EventDelivery(boolean usageWanted) {
		this.usageWanted = usageWanted;
	}

	@Override
	public String contentType() {
		return "text/event-stream";
	}

	@Override
	public String chunk(Completion.Chunk chunk) {
		return (!this.usageWanted && chunk.json().path(Fields.CHOICES).isEmpty()) ? "" : chunk.event();
	}

	@Override
	public String plain(PlainChunk chunk) {
		return EventWriter.event(chunk.json());
	}

	@Override
	public String end() {
		return Completion.Chunk.END_EVENT;
	}

}
