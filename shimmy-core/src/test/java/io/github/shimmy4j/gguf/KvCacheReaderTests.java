package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

import io.github.shimmy4j.capability.KvCacheShape;
import io.github.shimmy4j.fake.GgufBytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sizes that say "logged" are those of {@code llama-server -lv 4}, build 10434, for small
 * models with these headers.
 */
class KvCacheReaderTests {

	private static final int KIB = 1024;

	/** What a header of two layers says, each of 4 heads, with 2 for keys and values. */
	private static final Map<String, Integer> USUAL = Map.of("block_count", 2, "embedding_length", 64,
			"attention.head_count", 4, "attention.head_count_kv", 2);

	@TempDir
	private Path temporary;

	@Test
	void everyTokenIsKeptInEveryLayer() throws IOException {
		GgufBytes smollm2 = header("llama", 30, 9).uint32("llama.attention.head_count_kv", 3)
			.uint32("llama.embedding_length", 576);
		assertThat(read(smollm2)).isEqualTo(new KvCacheShape(23_040, 0, 0));
	}

	@Test
	void keysAndValuesMayHaveLengthsOfTheirOwn() throws IOException {
		assertThat(read(usual(
				(gguf) -> gguf.uint32("llama.attention.key_length", 128).uint32("llama.attention.value_length", 96))))
			.isEqualTo(new KvCacheShape(2 * 2 * (128 + 96) * 2, 0, 0));
	}

	@Test
	void headsAreThoseOfKeysAndValuesUnlessStated() throws IOException {
		assertThat(read(header("llama", 2, 4).uint32("llama.embedding_length", 64)))
			.isEqualTo(new KvCacheShape(2 * 64 * 2 * 2, 0, 0));
	}

	/** Logged for 8,192 tokens: 2.00 MiB. Two of the six layers have attention. */
	@Test
	void layerWithoutHeadsForKeysHasNoCache() throws IOException {
		GgufBytes lfm2 = header("lfm2", 6, 4).uint32("lfm2.embedding_length", 64)
			.ints("lfm2.attention.head_count_kv", 0, 0, 2, 0, 2, 0);
		assertThat(bytes(lfm2, 8192, 1)).isEqualTo(2048 * KIB);
	}

	@Test
	void modelWithoutHeadsHasNoCache() throws IOException {
		assertThat(read(header("mamba", 24, 0).uint32("mamba.embedding_length", 768)))
			.isEqualTo(new KvCacheShape(0, 0, 0));
	}

	@ParameterizedTest
	@CsvSource({ "qwen3next, 0, 12", "qwen35moe, 0, 12", "qwen3next, 3, 16", "llama, 0, 48", "unheard, 6, 8" })
	void onlyEachLayerOfTheIntervalHasACache(String architecture, int interval, int layers) throws IOException {
		GgufBytes gguf = header(architecture, 48, 4).uint32(architecture + ".embedding_length", 64);
		if (interval > 0) {
			gguf.uint32(architecture + ".full_attention_interval", interval);
		}
		assertThat(read(gguf)).isEqualTo(new KvCacheShape(layers * 256L, 0, 0));
	}

	@Test
	void recurrentLayersAreThoseOfTheHeader() throws IOException {
		assertThat(read(header("qwen35", 4, 4).uint32("qwen35.embedding_length", 64)
			.flags("qwen35.attention.recurrent_layers", true, false, false, true)))
			.isEqualTo(new KvCacheShape(2 * 256, 0, 0));
	}

	/**
	 * Logged for 8,192 tokens: 4.00 and 2.50 MiB. For 2 slots of 1,000: 1.00 and 5.00
	 * MiB.
	 */
	@Test
	void windowWithoutAPatternIsThatOfTheArchitecture() throws IOException {
		GgufBytes gemma3 = gemma("gemma3", 12).uint32("gemma3.attention.sliding_window", 512);
		assertThat(bytes(gemma3, 8192, 1)).isEqualTo((4096 + 2560) * KIB);
		assertThat(bytes(gemma3, 1000, 2)).isEqualTo((1024 + 5120) * KIB);
	}

	/** Logged for 8,192 tokens: 2.00 and 1.12 MiB. For 2 slots of 1,000: 0.5 and 1.5. */
	@Test
	void windowIsRoundedUpWithItsBatch() throws IOException {
		GgufBytes cohere2 = header("cohere2", 8, 4).uint32("cohere2.embedding_length", 64)
			.uint32("cohere2.attention.head_count_kv", 2)
			.uint32("cohere2.attention.sliding_window", 1000);
		assertThat(bytes(cohere2, 8192, 1)).isEqualTo((2048 + 1152) * KIB);
		assertThat(bytes(cohere2, 1000, 2)).isEqualTo((512 + 1536) * KIB);
	}

	/** Logged for 8,192 tokens: 8.00 and 4.00 MiB. The last 5 of 25 layers share. */
	@Test
	void layersThatShareACacheHaveNone() throws IOException {
		boolean[] pattern = new boolean[25];
		Arrays.fill(pattern, true);
		for (int layer = 4; layer < 25; layer += 5) {
			pattern[layer] = false;
		}
		GgufBytes gemma3n = gemma("gemma3n", 25).uint32("gemma3n.attention.sliding_window", 512)
			.uint32("gemma3n.attention.shared_kv_layers", 5)
			.flags("gemma3n.attention.sliding_window_pattern", pattern);
		assertThat(bytes(gemma3n, 8192, 1)).isEqualTo((8192 + 4096) * KIB);
		assertThat(bytes(gemma3n, 1000, 2)).isEqualTo((2048 + 8192) * KIB);
	}

	/** Logged for 8,192 tokens: 2.00 and 0.75 MiB. For 2 slots of 1,000: 0.5 and 1.5. */
	@Test
	void layersWithAWindowMayHaveOtherLengths() throws IOException {
		GgufBytes gemma4 = header("gemma4", 8, 4).uint32("gemma4.embedding_length", 64)
			.ints("gemma4.attention.head_count_kv", 2, 2, 2, 1, 2, 2, 2, 1)
			.uint32("gemma4.attention.key_length", 64)
			.uint32("gemma4.attention.value_length", 64)
			.uint32("gemma4.attention.key_length_swa", 32)
			.uint32("gemma4.attention.value_length_swa", 32)
			.uint32("gemma4.attention.sliding_window", 512)
			.uint32("gemma4.attention.shared_kv_layers", 4)
			.flags("gemma4.attention.sliding_window_pattern", true, true, true, false, true, true, true, false);
		assertThat(bytes(gemma4, 8192, 1)).isEqualTo((2048 + 768) * KIB);
		assertThat(bytes(gemma4, 1000, 2)).isEqualTo((512 + 1536) * KIB);
	}

	/** Logged for {@code llama} and 8,192 tokens: 2.00 MiB, whatever the window. */
	@ParameterizedTest
	@ValueSource(strings = { "llama", "phi3", "unheard" })
	void windowThatTheServerDoesNotUseCountsForNothing(String architecture) throws IOException {
		assertThat(bytes(header(architecture, 4, 4).uint32(architecture + ".embedding_length", 64)
			.uint32(architecture + ".attention.head_count_kv", 1)
			.uint32(architecture + ".attention.sliding_window", 512), 8192, 1)).isEqualTo(2048 * KIB);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 6", "1, 6, 0", "2, 3, 3", "3, 2, 4", "6, 1, 5" })
	void patternMayBeThePeriodOfTheLayersWithoutAWindow(int period, int full, int windowed) throws IOException {
		assertThat(read(gemma("gemma3", 6).uint32("gemma3.attention.sliding_window", 512)
			.uint32("gemma3.attention.sliding_window_pattern", period)))
			.isEqualTo(new KvCacheShape(full * 256L, windowed * 256L, (windowed > 0) ? 512 : 0));
	}

	@Test
	void latentAttentionStoresNoValues() throws IOException {
		GgufBytes deepseek = header("deepseek2", 27, 16).uint32("deepseek2.embedding_length", 2048)
			.uint32("deepseek2.attention.head_count_kv", 1)
			.uint32("deepseek2.attention.key_length", 576)
			.uint32("deepseek2.attention.value_length", 512)
			.uint32("deepseek2.attention.key_length_mla", 192)
			.uint32("deepseek2.attention.value_length_mla", 128);
		assertThat(read(deepseek)).isEqualTo(new KvCacheShape(27 * 576 * 2, 0, 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "block_count", "embedding_length", "attention.head_count" })
	void headerThatDoesNotTellIsUnknown(String missing) throws IOException {
		assertThat(read(usual(Map.of()))).isNotNull();
		GgufBytes gguf = new GgufBytes().text("general.architecture", "llama");
		USUAL.forEach((key, value) -> gguf.uint32("llama." + (key.equals(missing) ? "other" : key), value));
		assertThat(read(gguf)).isNull();
	}

	/** Some of these products are larger than 2^63. */
	@ParameterizedTest
	@CsvSource({ "block_count, 0", "block_count, 513", "block_count, -1", "block_count, 9223372036854775807",
			"embedding_length, 0", "embedding_length, 3", "embedding_length, 65537", "embedding_length, -1",
			"attention.head_count, 65537", "attention.head_count, -9223372036854775808", "attention.head_count, 1",
			"attention.head_count, 0", "attention.head_count_kv, 5", "attention.head_count_kv, -1",
			"attention.head_count_kv, 9223372036854775807", "attention.key_length, 0", "attention.key_length, 65537",
			"attention.value_length, -1", "attention.value_length, 9223372036854775807",
			"attention.key_length_swa, 65537", "attention.value_length_swa, -1", "attention.sliding_window, -1",
			"attention.sliding_window, 1073741825", "attention.shared_kv_layers, 2", "attention.shared_kv_layers, -1",
			"attention.shared_kv_layers, 9223372036854775807", "full_attention_interval, 0",
			"full_attention_interval, 513", "attention.indexer.key_length, 128" })
	void numberThatNoModelHasMakesItUnknown(String key, long value) throws IOException {
		assertThat(read(usual(Map.of(key, value)))).isNull();
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 513, Long.MAX_VALUE })
	void periodThatNoModelHasMakesItUnknown(long period) throws IOException {
		assertThat(read(usual(Map.of("attention.sliding_window", 512L, "attention.sliding_window_pattern", period))))
			.isNull();
	}

	@Test
	void productThatNoModelHasMakesItUnknown() throws IOException {
		GgufBytes gguf = header("llama", 512, 65_536).uint32("llama.embedding_length", 65_536)
			.uint32("llama.attention.key_length", 65_536)
			.uint32("llama.attention.value_length", 65_536);
		assertThat(read(gguf)).isNull();
	}

	@Test
	void arrayThatIsTooShortOrOfTextsMakesItUnknown() throws IOException {
		assertThat(read(usual((gguf) -> gguf.ints("llama.attention.head_count_kv", 1)))).isNull();
		assertThat(read(usual((gguf) -> gguf.texts("llama.attention.head_count_kv", "1", "1")))).isNull();
		assertThat(read(usual((gguf) -> gguf.floats("llama.attention.head_count", 2)))).isNull();
		assertThat(read(usual((gguf) -> gguf.ints("llama.attention.head_count_kv", 4, 5)))).isNull();
		assertThat(read(usual((gguf) -> gguf.flags("llama.attention.recurrent_layers", true)))).isNull();
		assertThat(read(usual((gguf) -> gguf.uint32("llama.attention.sliding_window", 512)
			.flags("llama.attention.sliding_window_pattern", true)))).isNull();
	}

	@Test
	void arrayMayBeLongerThanTheLayers() throws IOException {
		assertThat(read(usual((gguf) -> gguf.ints("llama.attention.head_count_kv", 4, 1, 9))))
			.isEqualTo(new KvCacheShape(5 * 32 * 2, 0, 0));
	}

	@Test
	void headerOfAnotherArchitectureIsUnknown() throws IOException {
		GgufBytes gguf = new GgufBytes().text("general.architecture", "other");
		USUAL.forEach((key, value) -> gguf.uint32("llama." + key, value));
		assertThat(read(gguf)).isNull();
	}

	private static GgufBytes header(String architecture, int layers, int heads) {
		return new GgufBytes().text("general.architecture", architecture)
			.uint32(architecture + ".block_count", layers)
			.uint32(architecture + ".attention.head_count", heads);
	}

	/** 256 bytes a token and layer. */
	private static GgufBytes gemma(String architecture, int layers) {
		return header(architecture, layers, 4).uint32(architecture + ".embedding_length", 64)
			.uint32(architecture + ".attention.head_count_kv", 2)
			.uint32(architecture + ".attention.key_length", 32)
			.uint32(architecture + ".attention.value_length", 32);
	}

	private static GgufBytes usual(Map<String, Long> changes) {
		GgufBytes gguf = new GgufBytes().text("general.architecture", "llama");
		USUAL.forEach((key, value) -> {
			if (!changes.containsKey(key)) {
				gguf.uint32("llama." + key, value);
			}
		});
		changes.forEach((key, value) -> gguf.uint64("llama." + key, value));
		return gguf;
	}

	private static GgufBytes usual(Consumer<GgufBytes> additions) {
		GgufBytes gguf = usual(Map.of());
		additions.accept(gguf);
		return gguf;
	}

	private @Nullable KvCacheShape read(GgufBytes gguf) throws IOException {
		return GgufHeader.read(Files.write(this.temporary.resolve("m.gguf"), gguf.build())).kvCache();
	}

	private long bytes(GgufBytes gguf, int tokens, int slots) throws IOException {
		KvCacheShape shape = read(gguf);
		assertThat(shape).isNotNull();
		return shape.bytesFor(tokens, slots);
	}

}
