package io.github.shimmy4j.capability;

import io.github.shimmy4j.text.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ContextReportTests {

	private static final KvCacheShape SMOLLM2 = new KvCacheShape(23_040, 0, 0);

	@Test
	void contextOfTheTrainingIsNoWarning() {
		ContextReport report = report(null, 8192, SMOLLM2, 10_240);
		assertThat(report.summary()).isEqualTo("Context is all that the model was trained for: "
				+ "2 slots of 8,192 tokens at 22.5 KiB a token, 360 MiB of cache, 10.0 GiB available for it");
		assertThat(report.warnings()).isEmpty();
	}

	@Test
	void contextOfTheMemoryIsAWarningOnlyIfItIsSmall() {
		ContextReport usual = report(null, 8192, SMOLLM2, 180);
		assertThat(usual.summary()).isEqualTo("Context is what half of the memory for its cache holds: "
				+ "1 slot of 4,096 tokens at 22.5 KiB a token, 90 MiB of cache, 180 MiB available for it; "
				+ "the model was trained for 8,192 tokens");
		assertThat(usual.warnings()).isEmpty();
		assertThat(report(null, 8192, SMOLLM2, 179).warnings())
			.containsExactly("A context of only 3,840 tokens fits into half of the memory: "
					+ "1 slot of 3,840 tokens at 22.5 KiB a token, 85 MiB of cache, 179 MiB available for it");
	}

	@Test
	void contextThatNoMemoryIsLeftForIsOneWarning() {
		assertThat(report(null, 8192, SMOLLM2, 5).warnings())
			.containsExactly("A context of 512 tokens does not fit into the memory: "
					+ "1 slot of 512 tokens at 22.5 KiB a token, 12 MiB of cache, 5 MiB available for it");
	}

	@Test
	void largestContextSaysWhatTheModelWasTrainedFor() {
		ContextReport report = report(null, 131_072, new KvCacheShape(4096, 20_480, 512), 10_240);
		assertThat(report.summary())
			.isEqualTo("Context is the largest that is chosen unless more is requested: 2 slots of 32,768 "
					+ "tokens at 4.0 KiB a token and 20.0 KiB for each of the last 1,024 tokens, 296 MiB of cache, "
					+ "10.0 GiB available for it; the model was trained for 131,072 tokens");
		assertThat(report.warnings()).isEmpty();
	}

	@Test
	void contextWithoutFactsSaysWhichAreMissing() {
		assertThat(report(null, 8192, null, 10_240).summary())
			.isEqualTo("Context is a guess, because not all facts about the model and the memory are known: "
					+ "1 slot of 4,096 tokens, unknown size of cache, 10.0 GiB available for it; "
					+ "the model was trained for 8,192 tokens");
		ContextFacts facts = new ContextFacts(0, SMOLLM2, null);
		assertThat(new ContextReport(ContextSize.decide(null, facts, 2)).summary())
			.endsWith(": 1 slot of 4,096 tokens at 22.5 KiB a token, 90 MiB of cache, unknown memory available for it; "
					+ "what the model was trained for is not known");
	}

	@Test
	void requestedContextThatIsTooLargeIsWarnedOf() {
		ContextReport report = report(65_536, 8192, SMOLLM2, 1024);
		assertThat(report.summary()).startsWith("Context is as requested: 1 slot of 65,536 tokens");
		assertThat(report.warnings()).containsExactly(
				"A context of 65,536 tokens is more than the 8,192 that the model was trained for: "
						+ "answers get worse beyond these, and llama-server uses no more",
				"A context of 65,536 tokens does not fit into the memory: 1 slot of 65,536 tokens at 22.5 KiB a token, "
						+ "1.4 GiB of cache, 1.0 GiB available for it");
	}

	@Test
	void requestedContextThatFitsIsNoWarning() {
		assertThat(report(1024, 8192, SMOLLM2, 1024).warnings()).isEmpty();
	}

	@Test
	void costOfTwiceIsThatOfAllSlots() {
		assertThat(report(null, 8192, SMOLLM2, 10_240).costOfTwice())
			.isEqualTo("Twice as many, 16,384 tokens a request, would take 720 MiB of cache");
		assertThat(report(Integer.MAX_VALUE, 0, SMOLLM2, 1).costOfTwice())
			.startsWith("Twice as many, 2,147,483,647 tokens a request");
		assertThat(report(null, 8192, null, 1).costOfTwice())
			.isEqualTo("How much memory a larger context would take is not known");
	}

	private static ContextReport report(@Nullable Integer requested, long trained, @Nullable KvCacheShape cache,
			long mebibytes) {
		return new ContextReport(ContextSize.decide((requested != null) ? ContextRequest.exactly(requested) : null,
				new ContextFacts(trained, cache, mebibytes * Bytes.MEBIBYTE), 2));
	}

}
