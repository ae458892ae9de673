package io.github.shimmy4j.capability;

import io.github.shimmy4j.text.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ContextSizeTests {

	/** Of SmolLM2-135M: 8,192 tokens take 180 MiB, a block of 256 takes 5.625 MiB. */
	private static final KvCacheShape SMOLLM2 = new KvCacheShape(23_040, 0, 0);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# trained           | MiB     | wanted | tokens | slots | reason  | exceeds memory
			# All that the model was trained for, in as many slots as half of the memory holds.
			8192                | 10240   | 2      | 8192   | 2     | TRAINED | false
			8192                | 720     | 2      | 8192   | 2     | TRAINED | false
			8192                | 719     | 2      | 8192   | 1     | TRAINED | false
			8192                | 360     | 1      | 8192   | 1     | TRAINED | false
			8192                | 1080    | 4      | 8192   | 3     | TRAINED | false
			8192                | 10240   | 0      | 8192   | 1     | TRAINED | false
			2048                | 10240   | 2      | 2048   | 2     | TRAINED | false
			# What half of the memory holds.
			8192                | 359     | 2      | 7936   | 1     | MEMORY  | false
			8192                | 180     | 2      | 4096   | 1     | MEMORY  | false
			8192                | 179     | 2      | 3840   | 1     | MEMORY  | false
			131072              | 1439    | 2      | 32512  | 1     | MEMORY  | false
			# The smallest, whatever the memory.
			8192                | 22      | 2      | 512    | 1     | MEMORY  | false
			8192                | 11      | 2      | 512    | 1     | MEMORY  | true
			8192                | 0       | 2      | 512    | 1     | MEMORY  | true
			512                 | 0       | 2      | 512    | 1     | TRAINED | true
			128                 | 0       | 2      | 128    | 1     | TRAINED | true
			# The largest, whatever the model.
			131072              | 102400  | 4      | 32768  | 4     | LARGEST | false
			131072              | 1440    | 2      | 32768  | 1     | LARGEST | false
			32769               | 102400  | 1      | 32768  | 1     | LARGEST | false
			32768               | 102400  | 1      | 32768  | 1     | TRAINED | false
			9223372036854775807 | 8388608 | 1      | 32768  | 1     | LARGEST | false
			""")
	void contextIsChosenByModelAndMemory(long trained, long mebibytes, int wanted, int tokens, int slots,
			ContextSize.Reason reason, boolean exceedsMemory) {
		ContextFacts facts = new ContextFacts(trained, SMOLLM2, mebibytes * Bytes.MEBIBYTE);
		ContextSize size = ContextSize.decide(null, facts, wanted);
		assertThat(size).isEqualTo(new ContextSize(tokens, slots, reason, facts));
		assertThat(size.exceedsMemory()).isEqualTo(exceedsMemory);
		assertThat(size.isLessThanTrained()).isEqualTo(tokens < trained);
		assertThat(size.isMoreThanTrained()).isFalse();
	}

	/** Of SmolLM2: a slot of 8,192 tokens takes 180 MiB, one of 512 takes 11.25 MiB. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# tokens | slots | MiB   | prompts, MiB
			# At most 1 GiB, however much the slots leave.
			8192     | 2     | 23000 | 1024
			8192     | 2     | 8552  | 1024
			8192     | 2     | 8551  | 1023
			# An eighth of what they leave.
			8192     | 2     | 4360  | 500
			8192     | 1     | 1620  | 180
			512      | 2     | 200   | 22
			# None if that does not hold one slot, or if there is no memory left at all.
			8192     | 1     | 1619  | 0
			8192     | 2     | 360   | 0
			8192     | 2     | 100   | 0
			""")
	void promptsBesideTheSlotsTakeAnEighthOfTheRest(int tokens, int slots, long mebibytes, long prompts) {
		ContextFacts facts = new ContextFacts(8192, SMOLLM2, mebibytes * Bytes.MEBIBYTE);
		assertThat(new ContextSize(tokens, slots, ContextSize.Reason.REQUESTED, facts).promptCacheMebibytes())
			.isEqualTo(prompts);
	}

	/** Of SmolLM2: a slot of 8,192 tokens takes 180 MiB, one of 512 takes 11.25 MiB. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# tokens | slots | MiB   | prompts
			# As many as slots, however much these leave.
			8192     | 1     | 23000 | 1
			8192     | 2     | 23000 | 2
			512      | 3     | 23000 | 3
			# As many as an eighth of what they leave holds, and at most 1 GiB.
			8192     | 8     | 23000 | 5
			8192     | 2     | 3240  | 2
			8192     | 2     | 3239  | 1
			8192     | 2     | 1799  | 0
			8192     | 2     | 100   | 0
			""")
	void wholePromptsAreKeptInTheSameMemory(int tokens, int slots, long mebibytes, int prompts) {
		ContextFacts facts = new ContextFacts(8192, SMOLLM2, mebibytes * Bytes.MEBIBYTE);
		assertThat(new ContextSize(tokens, slots, ContextSize.Reason.REQUESTED, facts).keptPrompts())
			.isEqualTo(prompts);
	}

	/** Of layers that keep one state, whatever the number of tokens. */
	@Test
	void modelWithoutACacheOfTokensHasNoPromptsToKeep() {
		ContextFacts facts = new ContextFacts(8192, new KvCacheShape(0, 0, 0), 1L << 40);
		ContextSize size = new ContextSize(4096, 2, ContextSize.Reason.REQUESTED, facts);
		assertThat(size.keptPrompts()).isZero();
		assertThat(size.promptCacheMebibytes()).isZero();
	}

	@Test
	void promptsBesideTheSlotsTakeNothingIfAFactIsNotKnown() {
		assertThat(new ContextSize(4096, 2, ContextSize.Reason.UNKNOWN, new ContextFacts(8192, null, 1L << 40))
			.promptCacheMebibytes()).isZero();
		assertThat(new ContextSize(4096, 2, ContextSize.Reason.UNKNOWN, new ContextFacts(8192, SMOLLM2, null))
			.promptCacheMebibytes()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# requested | trained | MiB   | wanted | slots | exceeds memory | more than trained
			8192        | 8192    | 360   | 2      | 2     | false          | false
			8192        | 8192    | 359   | 2      | 1     | false          | false
			8192        | 8192    | 180   | 2      | 1     | false          | false
			8192        | 8192    | 179   | 2      | 1     | true           | false
			1000        | 8192    | 10240 | 2      | 2     | false          | false
			1           | 8192    | 10240 | 2      | 2     | false          | false
			8193        | 8192    | 10240 | 2      | 2     | false          | true
			65536       | 131072  | 10240 | 2      | 2     | false          | false
			2147483647  | 131072  | 10240 | 2      | 1     | true           | true
			16384       | 0       | 10240 | 2      | 2     | false          | false
			""")
	void requestedContextIsTakenAsItIs(int requested, long trained, long mebibytes, int wanted, int slots,
			boolean exceedsMemory, boolean moreThanTrained) {
		ContextFacts facts = new ContextFacts(trained, SMOLLM2, mebibytes * Bytes.MEBIBYTE);
		ContextSize size = ContextSize.decide(ContextRequest.exactly(requested), facts, wanted);
		assertThat(size).isEqualTo(new ContextSize(requested, slots, ContextSize.Reason.REQUESTED, facts));
		assertThat(size.exceedsMemory()).isEqualTo(exceedsMemory);
		assertThat(size.isMoreThanTrained()).isEqualTo(moreThanTrained);
	}

	@Test
	void contextWithoutAFactIsTheUsualInOneSlot() {
		assertUnknown(new ContextFacts(8192, null, 10L << 30), 4096);
		assertUnknown(new ContextFacts(8192, SMOLLM2, null), 4096);
		assertUnknown(new ContextFacts(0, SMOLLM2, 10L << 30), 4096);
		assertUnknown(new ContextFacts(2048, null, null), 2048);
		assertUnknown(new ContextFacts(Long.MAX_VALUE, null, null), 4096);
	}

	@Test
	void requestedContextWithoutAFactIsTakenInOneSlot() {
		assertRequested(new ContextFacts(0, null, 10L << 30));
		assertRequested(new ContextFacts(0, SMOLLM2, null));
	}

	@Test
	void contextThatCostsNothingNeedsNoMemory() {
		ContextFacts recurrent = new ContextFacts(100_000, new KvCacheShape(0, 0, 0), 0L);
		assertThat(ContextSize.decide(null, recurrent, 8))
			.isEqualTo(new ContextSize(32_768, 8, ContextSize.Reason.LARGEST, recurrent));
	}

	@Test
	void layersWithAWindowLeaveRoomForMoreTokens() {
		KvCacheShape gemma = new KvCacheShape(4096, 20_480, 512);
		long bytes = 160 * Bytes.MEBIBYTE;
		assertThat(ContextSize.decide(null, new ContextFacts(32_768, gemma, bytes), 2).tokens()).isEqualTo(15_360);
		assertThat(ContextSize.decide(null, new ContextFacts(32_768, gemma.withoutWindows(), bytes), 2).tokens())
			.isEqualTo(3328);
	}

	@Test
	void weightsAreTakenFromTheMemoryFirst() {
		assertThat(ContextFacts.beforeLoading(8192, SMOLLM2, 300, 100).availableBytes()).isEqualTo(200);
		assertThat(ContextFacts.beforeLoading(8192, SMOLLM2, 100, 300).availableBytes()).isZero();
	}

	@Test
	void totalIsThatOfAllSlots() {
		ContextFacts facts = new ContextFacts(0, SMOLLM2, null);
		assertThat(new ContextSize(Integer.MAX_VALUE, 3, ContextSize.Reason.REQUESTED, facts).totalTokens())
			.isEqualTo(3L * Integer.MAX_VALUE);
		assertThat(new ContextSize(4096, 2, ContextSize.Reason.REQUESTED, facts).cacheBytes())
			.isEqualTo(180 * Bytes.MEBIBYTE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# up to  | trained | MiB   | tokens | reason
			16384    | 131072  | 10240 | 16384  | LARGEST
			65536    | 131072  | 10240 | 65536  | LARGEST
			16384    | 8192    | 10240 | 8192   | TRAINED
			16384    | 131072  | 256   | 5632   | MEMORY
			2048     | 0       | 10240 | 2048   | UNKNOWN
			16384    | 0       | 10240 | 4096   | UNKNOWN
			""")
	void smallerContextIsTakenWhereItMustBe(int tokens, long trained, long mebibytes, int expected,
			ContextSize.Reason reason) {
		ContextFacts facts = new ContextFacts(trained, SMOLLM2, mebibytes * Bytes.MEBIBYTE);
		ContextSize size = ContextSize.decide(ContextRequest.upTo(tokens), facts, 1);
		assertThat(size).isEqualTo(new ContextSize(expected, 1, reason, facts));
	}

	@Test
	void nonsenseIsRefused() {
		ContextFacts facts = new ContextFacts(8192, SMOLLM2, 0L);
		assertThatIllegalArgumentException().isThrownBy(() -> ContextRequest.exactly(0));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ContextSize(1, 0, ContextSize.Reason.REQUESTED, facts));
		assertThatIllegalArgumentException().isThrownBy(() -> new ContextFacts(-1, SMOLLM2, 0L));
		assertThatIllegalArgumentException().isThrownBy(() -> new ContextFacts(0, SMOLLM2, -1L));
	}

	private static void assertUnknown(ContextFacts facts, int tokens) {
		assertThat(ContextSize.decide(null, facts, 2))
			.isEqualTo(new ContextSize(tokens, 1, ContextSize.Reason.UNKNOWN, facts));
	}

	private static void assertRequested(ContextFacts facts) {
		ContextSize size = ContextSize.decide(ContextRequest.exactly(16_384), facts, 2);
		assertThat(size).isEqualTo(new ContextSize(16_384, 1, ContextSize.Reason.REQUESTED, facts));
		assertThat(size.exceedsMemory()).isFalse();
	}

}
