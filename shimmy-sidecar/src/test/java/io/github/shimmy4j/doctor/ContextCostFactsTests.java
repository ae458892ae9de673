package io.github.shimmy4j.doctor;

import io.github.shimmy4j.capability.ContextFacts;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.KvCacheShape;
import io.github.shimmy4j.capability.ServerCapabilities;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ContextCostFacts}. */
class ContextCostFactsTests {

	private static final long GIGABYTE = 1L << 30;

	private static final KvCacheShape SMOLLM2 = new KvCacheShape(23_040, 0, 0);

	@Test
	void contextIsToldWithTheCostOfTwiceAsMuch() {
		Finding finding = facts(null, 8 * GIGABYTE).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.OK);
		assertThat(finding.message()).isEqualTo("Context is all that the model was trained for: 2 slots of 8,192 tokens"
				+ " at 22.5 KiB a token, 360 MiB of cache, 8.0 GiB available for it."
				+ " Twice as many, 16,384 tokens a request, would take 720 MiB of cache");
	}

	@Test
	void contextLargerThanTheMemoryIsAWarningWithTheArithmetic() {
		Finding finding = facts(1_000_000, GIGABYTE).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).contains(
				"A context of 1,000,000 tokens does not fit into the memory: 1 slot of 1,000,000 tokens at 22.5 KiB"
						+ " a token, 21.5 GiB of cache, 1.0 GiB available for it");
		assertThat(finding.remedy().toString()).contains("Set the context size to fewer tokens");
	}

	@Test
	void fixedContextAndUnknownOnesAreTold() {
		assertThat(new ContextCostFacts(ServerCapabilities.SHIMMY_1, null, null).finding().message())
			.isEqualTo("shimmy 1.x (llama.cpp) has a context of 4,096 tokens, which cannot be changed");
		assertThat(new ContextCostFacts(ServerCapabilities.EMBEDDED, null, null).finding().message())
			.contains("embedded engine", "is not known before the model's file is here");
		assertThat(new ContextCostFacts(null, null, null).finding().message()).contains("there is no server");
	}

	/** Before, a named server was said to be well, whatever context was requested. */
	@Test
	void requestedContextThatAFixedOneCannotHoldIsAWarning() {
		Finding finding = new ContextCostFacts(ServerCapabilities.SHIMMY_1, null, ContextRequest.exactly(8192))
			.finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).endsWith("which cannot be changed; the context size is 8,192");
		assertThat(finding.remedy().toString()).contains("Set the context size to no more than this");
		assertThat(
				new ContextCostFacts(ServerCapabilities.SHIMMY_1, null, ContextRequest.upTo(8192)).finding().status())
			.as("fewer will do")
			.isEqualTo(Finding.Status.OK);
	}

	private static ContextCostFacts facts(Integer requested, long available) {
		return new ContextCostFacts(ServerCapabilities.LLAMA_SERVER,
				ContextSize.decide((requested != null) ? ContextRequest.exactly(requested) : null,
						new ContextFacts(8192, SMOLLM2, available), 2),
				null);
	}

}
