package io.github.shimmy4j.capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KvCacheShapeTests {

	/** SmolLM2-135M: 30 layers of 3 heads of 64 keys and 64 values, 2 bytes each. */
	private static final KvCacheShape SMOLLM2 = new KvCacheShape(23_040, 0, 0);

	private static final KvCacheShape WINDOWED = new KvCacheShape(512, 2560, 512);

	/**
	 * Context of one slot and slots, and the mebibytes that {@code llama-server -lv 4}
	 * logged for them.
	 */
	@ParameterizedTest
	@CsvSource({ "8192, 1, 180", "4096, 2, 180", "1000, 1, 22.5", "2000, 3, 135", "16384, 1, 360", "6000, 2, 270" })
	void sizeIsThatOfTheRealServer(int tokens, int slots, double mebibytes) {
		assertThat(SMOLLM2.bytesFor(tokens, slots)).isEqualTo((long) (mebibytes * 1024 * 1024));
	}

	@Test
	void layersWithAWindowKeepTheWindowAndOneBatch() {
		assertThat(WINDOWED.bytesFor(256, 1)).isEqualTo(256 * (512 + 2560));
		assertThat(WINDOWED.bytesFor(1024, 1)).isEqualTo(1024 * (512 + 2560));
		assertThat(WINDOWED.bytesFor(1280, 1)).isEqualTo(1280 * 512 + 1024 * 2560);
		assertThat(WINDOWED.bytesFor(8192, 3)).isEqualTo(3 * (8192 * 512 + 1024 * 2560));
	}

	@Test
	void nothingTakesNothing() {
		assertThat(SMOLLM2.bytesFor(0, 1)).isZero();
		assertThat(SMOLLM2.bytesFor(8192, 0)).isZero();
		assertThat(new KvCacheShape(0, 0, 0).bytesFor(Integer.MAX_VALUE, 9)).isZero();
	}

	@Test
	void sizeDoesNotOverflow() {
		long half = KvCacheShape.MAX_BYTES_PER_TOKEN / 2;
		KvCacheShape largest = new KvCacheShape(half, half, Integer.MAX_VALUE);
		assertThat(largest.bytesFor(Integer.MAX_VALUE, 1)).isEqualTo(1L << 57);
		assertThat(largest.bytesFor(Integer.MAX_VALUE, 63)).isEqualTo(63 * (1L << 57));
		assertThat(largest.bytesFor(Integer.MAX_VALUE, 64)).isEqualTo(Long.MAX_VALUE);
		assertThat(largest.bytesFor(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
	}

	@ParameterizedTest
	@CsvSource({ "188743680, 8192, 8192", "188743679, 8192, 7936", "188743680, 8000, 8000", "5898239, 8192, 0",
			"5898240, 8192, 256", "0, 8192, 0", "11796480, 300, 300", "11796479, 300, 256" })
	void tokensWithinIsTheMostThatFits(long bytes, int most, int tokens) {
		assertThat(SMOLLM2.tokensWithin(bytes, most)).isEqualTo(tokens);
	}

	@Test
	void tokensWithinIsNeverTooLargeAndNeverABlockTooSmall() {
		for (long bytes = 0; bytes < 20_000_000; bytes += 99_991) {
			int tokens = WINDOWED.tokensWithin(bytes, 40_000);
			assertThat(WINDOWED.bytesFor(tokens, 1)).isLessThanOrEqualTo(bytes);
			assertThat(WINDOWED.bytesFor(tokens + 256, 1)).isGreaterThan(bytes);
		}
	}

	@Test
	void tokensWithinOfACacheThatCostsNothingIsAll() {
		assertThat(new KvCacheShape(0, 0, 0).tokensWithin(0, 32_768)).isEqualTo(32_768);
	}

	@Test
	void withoutWindowsKeepsEveryTokenInEveryLayer() {
		assertThat(WINDOWED.withoutWindows().bytesFor(8192, 1)).isEqualTo(8192 * (512 + 2560));
	}

	@Test
	void wordsHaveTheCostOfAToken() {
		assertThat(SMOLLM2.words()).isEqualTo("22.5 KiB a token");
		assertThat(WINDOWED.words()).isEqualTo("0.5 KiB a token and 2.5 KiB for each of the last 1,024 tokens");
	}

	@Test
	void costsThatNoModelHasAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new KvCacheShape(-1, 0, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new KvCacheShape(0, -1, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new KvCacheShape(0, 0, -1));
		assertThatIllegalArgumentException().isThrownBy(() -> new KvCacheShape(KvCacheShape.MAX_BYTES_PER_TOKEN, 1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new KvCacheShape(Long.MAX_VALUE, Long.MAX_VALUE, 1));
	}

}
