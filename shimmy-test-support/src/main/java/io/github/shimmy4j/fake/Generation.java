package io.github.shimmy4j.fake;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The differences between the servers that can be faked, as data. */
enum Generation {

	LLAMA_CPP("1.7.4",
			EnumSet.of(Trait.STREAMS_BY_DEFAULT, Trait.BURSTS, Trait.HIDES_STREAM_FAILURES, Trait.PLACEHOLDER_MODEL,
					Trait.TEXT_CONTENT_ONLY, Trait.CANNOT_SAY_NON_ASCII, Trait.ABORTS_ON_LONG_PROMPT,
					Trait.LOADS_PER_REQUEST, Trait.OPEN_TO_ALL_ORIGINS)),

	AIRFRAME("2.6.5",
			EnumSet.of(Trait.KEYS, Trait.COUNTS_USAGE, Trait.ONE_AT_A_TIME, Trait.FACT_BUDGET, Trait.CHECKS_REQUEST,
					Trait.PRINTS_PER_REQUEST)),

	/** No shimmy, but llama.cpp's own server. */
	LLAMA_SERVER("0.1.0-dev (build 1, commit 7e4c0a9)",
			EnumSet.of(Trait.COUNTS_USAGE, Trait.CANCELS_STREAMS, Trait.FAILURE_ENDS_STREAM));

	/** Prompt tokens that abort {@link Trait#ABORTS_ON_LONG_PROMPT} when exceeded. */
	static final int BATCH = 2048;

	private final String version;

	private final Set<Trait> traits;

	Generation(String version, Set<Trait> traits) {
		this.version = version;
		this.traits = traits;
	}

	String version() {
		return this.version;
	}

	/** The name of the executable. */
	String program() {
		return (this == LLAMA_SERVER) ? "llama-server" : "shimmy";
	}

	boolean has(Trait trait) {
		return this.traits.contains(trait);
	}

	/** Tokens that may still be generated after a prompt; negative when not even one. */
	int answerLimit(int promptTokens, int distinctPromptTokens) {
		if (!has(Trait.FACT_BUDGET)) {
			return Integer.MAX_VALUE;
		}
		return Math.floorDiv(1000 - 7 - 2 * promptTokens - 2 * distinctPromptTokens, 4);
	}

	static Generation ofVersion(String version) {
		return Arrays.stream(values())
			.filter((generation) -> generation != LLAMA_SERVER && generation.version.equals(version))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"of shimmy only 1.7.4 and 2.6.5 can be faked, not '" + version + "'"));
	}

	enum Trait {

		STREAMS_BY_DEFAULT, BURSTS, HIDES_STREAM_FAILURES, PLACEHOLDER_MODEL, TEXT_CONTENT_ONLY, CANNOT_SAY_NON_ASCII,
		ABORTS_ON_LONG_PROMPT, LOADS_PER_REQUEST, OPEN_TO_ALL_ORIGINS, KEYS, COUNTS_USAGE, ONE_AT_A_TIME, FACT_BUDGET,
		CHECKS_REQUEST, PRINTS_PER_REQUEST, CANCELS_STREAMS, FAILURE_ENDS_STREAM

	}

}
