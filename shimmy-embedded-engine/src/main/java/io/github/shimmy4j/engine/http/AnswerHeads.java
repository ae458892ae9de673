package io.github.shimmy4j.engine.http;

import java.time.Clock;
import java.util.UUID;

import io.github.shimmy4j.protocol.openai.Completion;

/** Makes the fields at the beginning of each answer. */
final class AnswerHeads {

	private final Clock clock;

	private final String build;

	/**
	 * For the answers of one server.
	 * @param clock tells when an answer was made
	 * @param version version of the engine, which is the same for the same llama.cpp
	 */
	AnswerHeads(Clock clock, String version) {
		this.clock = clock;
		this.build = "shimmy4j-engine-" + version;
	}

	/** The head of a new answer: 32 hexadecimal digits follow the prefix in its id. */
	Completion.Head next(String prefix, String model) {
		return new Completion.Head(prefix + UUID.randomUUID().toString().replace("-", ""),
				this.clock.instant().getEpochSecond(), model, this.build);
	}

}
