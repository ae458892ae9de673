package io.github.shimmy4j.protocol.openai;

import tools.jackson.databind.JsonNode;

/** What an answer has told so far of the server's work. */
final class AnswerProgress {

	private boolean grown;

	private boolean worked;

	private long promptRead;

	private Usage usage = Usage.UNKNOWN;

	void chunk(CompletionChunk chunk) {
		if (chunk.isLast() || chunk.saysAnything()) {
			this.grown = true;
			this.worked = true;
		}
		Usage told = chunk.usage();
		this.usage = (told != null) ? told : this.usage;
	}

	void document() {
		this.grown = true;
	}

	/** An unchanged report only keeps the connection. */
	void promptReport(JsonNode report) {
		long read = report.path("processed").asLong(0);
		if (read > this.promptRead) {
			this.promptRead = read;
			this.worked = true;
		}
	}

	boolean takeGrowth() {
		boolean taken = this.grown;
		this.grown = false;
		return taken;
	}

	boolean takeWork() {
		boolean taken = this.worked;
		this.worked = false;
		return taken;
	}

	Usage usage() {
		return this.usage;
	}

}
