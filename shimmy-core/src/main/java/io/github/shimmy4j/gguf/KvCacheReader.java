package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.shimmy4j.capability.KvCacheShape;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the metadata how much memory the cache of keys and values takes, by the
 * rules of llama.cpp ({@code llama-model.cpp}, {@code llama-kv-cache.cpp}). Where the
 * header leaves a choice, the result is too large rather than too small. Numbers that no
 * model has make the whole result unknown.
 */
final class KvCacheReader {

	private static final String LAYERS = ".block_count";

	private static final String EMBEDDING_LENGTH = ".embedding_length";

	private static final String HEADS = ".attention.head_count";

	private static final String KV_HEADS = ".attention.head_count_kv";

	private static final String KEY_LENGTH = ".attention.key_length";

	private static final String VALUE_LENGTH = ".attention.value_length";

	/** Length of keys in layers with a window (Gemma 4). */
	private static final String WINDOWED_KEY_LENGTH = ".attention.key_length_swa";

	private static final String WINDOWED_VALUE_LENGTH = ".attention.value_length_swa";

	/** Only models with multi-head latent attention (DeepSeek) have this. */
	private static final String LATENT_KEY_LENGTH = ".attention.key_length_mla";

	private static final String LATENT_VALUE_LENGTH = ".attention.value_length_mla";

	private static final String WINDOW = ".attention.sliding_window";

	/** A flag for each layer, or the period of the layers without a window. */
	private static final String WINDOW_PATTERN = ".attention.sliding_window_pattern";

	/** Number of the last layers that use the cache of an earlier one (Gemma 3n). */
	private static final String SHARED_LAYERS = ".attention.shared_kv_layers";

	private static final String RECURRENT_LAYERS = ".attention.recurrent_layers";

	private static final String FULL_INTERVAL = ".full_attention_interval";

	/** Only models with a second cache have this, for an index of the first one. */
	private static final String INDEX_KEY_LENGTH = ".attention.indexer.key_length";

	static final Set<String> SUFFIXES = Set.of(LAYERS, EMBEDDING_LENGTH, HEADS, KV_HEADS, KEY_LENGTH, VALUE_LENGTH,
			WINDOWED_KEY_LENGTH, WINDOWED_VALUE_LENGTH, LATENT_KEY_LENGTH, LATENT_VALUE_LENGTH, WINDOW, WINDOW_PATTERN,
			SHARED_LAYERS, RECURRENT_LAYERS, FULL_INTERVAL, INDEX_KEY_LENGTH);

	/**
	 * Window patterns that llama.cpp assumes for headers that state a window but no
	 * pattern: the last of so many layers has no window. Other architectures of such
	 * headers get no window from llama.cpp ({@code llama}, {@code phi3}), or count as if
	 * they had none.
	 */
	private static final Map<String, Integer> WINDOW_PERIODS = Map.of("gemma2", 2, "gemma3", 6, "gemma3n", 5, "gpt-oss",
			2, "cohere2", 4, "olmo2", 4);

	/** Every such layer has attention; the layers between them are recurrent. */
	private static final Map<String, Integer> FULL_INTERVALS = Map.of("qwen3next", 4, "qwen35", 4, "qwen35moe", 4);

	/** {@code LLAMA_MAX_LAYERS}. */
	private static final int MAX_LAYERS = 512;

	/** Many times what any model has of heads, or of numbers in a key. */
	private static final long MAX_LENGTH = 1 << 16;

	private static final int MAX_WINDOW = 1 << 30;

	private static final long BYTES_PER_NUMBER = 2;

	/** Never plausible, like every negative number. */
	private static final long ABSENT = Long.MIN_VALUE;

	private final GgufInput input;

	private final GgufMetadata metadata;

	private boolean plausible = true;

	KvCacheReader(GgufInput input, GgufMetadata metadata) {
		this.input = input;
		this.metadata = metadata;
	}

	/** Null if the header does not tell, or contradicts itself. Moves the input. */
	@Nullable KvCacheShape read() throws IOException {
		int layers = (int) bounded(number(LAYERS, 0), 1, MAX_LAYERS);
		int cached = layers - (int) bounded(number(SHARED_LAYERS, 0), 0, layers - 1L);
		bounded(number(INDEX_KEY_LENGTH, 0), 0, 0);
		int window = (int) bounded(number(WINDOW, 0), 0, MAX_WINDOW);
		long[] heads = perLayer(HEADS, filled(layers, ABSENT));
		long[] kvHeads = perLayer(KV_HEADS, heads);
		long[] windowed = windowed(layers, window);
		long[] recurrent = recurrent(layers);
		Lengths lengths = lengths(heads[0]);
		long bytes = 0;
		long windowedBytes = 0;
		for (int layer = 0; layer < cached; layer++) {
			long ofLayer = bounded(kvHeads[layer], 0, bounded(heads[layer], 0, MAX_LENGTH)) * BYTES_PER_NUMBER;
			if (recurrent[layer] == 0 && windowed[layer] == 0) {
				bytes += ofLayer * lengths.full();
			}
			else if (recurrent[layer] == 0) {
				windowedBytes += ofLayer * lengths.windowed();
			}
		}
		bounded(bytes + windowedBytes, 0, KvCacheShape.MAX_BYTES_PER_TOKEN);
		return this.plausible ? new KvCacheShape(bytes, windowedBytes, (windowedBytes > 0) ? window : 0) : null;
	}

	/** A model whose layers are all recurrent has no heads. */
	private Lengths lengths(long heads) {
		if (heads == 0) {
			return new Lengths(0, 0);
		}
		long usual = bounded(number(EMBEDDING_LENGTH, 0), 1, MAX_LENGTH) / bounded(heads, 1, MAX_LENGTH);
		long key = bounded(number(KEY_LENGTH, usual), 1, MAX_LENGTH);
		long value = bounded(number(VALUE_LENGTH, usual), 1, MAX_LENGTH);
		long windowedKey = bounded(number(WINDOWED_KEY_LENGTH, key), 1, MAX_LENGTH);
		long windowedValue = bounded(number(WINDOWED_VALUE_LENGTH, value), 1, MAX_LENGTH);
		// llama.cpp computes such values from the keys, and does not store them.
		boolean latent = number(LATENT_KEY_LENGTH, 0) > 0 && number(LATENT_VALUE_LENGTH, 0) > 0;
		return latent ? new Lengths(key, windowedKey) : new Lengths(key + value, windowedKey + windowedValue);
	}

	private long[] windowed(int layers, int window) throws IOException {
		if (window == 0) {
			return filled(layers, 0);
		}
		GgufMetadata.Array pattern = this.metadata.array(key(WINDOW_PATTERN));
		if (pattern != null) {
			return elements(pattern, layers);
		}
		long period = bounded(number(WINDOW_PATTERN, WINDOW_PERIODS.getOrDefault(this.metadata.architecture(), 1)), 0,
				MAX_LAYERS);
		return IntStream.range(0, layers)
			.mapToLong((layer) -> (period == 0 || layer % period < period - 1) ? 1 : 0)
			.toArray();
	}

	private long[] recurrent(int layers) throws IOException {
		long interval = bounded(number(FULL_INTERVAL, FULL_INTERVALS.getOrDefault(this.metadata.architecture(), 1)), 1,
				MAX_LAYERS);
		return perLayer(RECURRENT_LAYERS,
				IntStream.range(0, layers).mapToLong((layer) -> ((layer + 1) % interval != 0) ? 1 : 0).toArray());
	}

	/** The values of an array, or one number for all layers. */
	private long[] perLayer(String suffix, long[] otherwise) throws IOException {
		GgufMetadata.Array array = this.metadata.array(key(suffix));
		if (array != null) {
			return elements(array, otherwise.length);
		}
		long one = number(suffix, ABSENT);
		return (one != ABSENT) ? filled(otherwise.length, one) : otherwise;
	}

	private long[] elements(GgufMetadata.Array array, int layers) throws IOException {
		long[] values = new long[layers];
		boolean flags = array.type() == GgufValueType.BOOL;
		if (array.count() < layers || !(flags || array.type().isInteger())) {
			this.plausible = false;
			return values;
		}
		this.input.seek(array.position());
		for (int layer = 0; layer < layers; layer++) {
			values[layer] = flags ? (this.input.flag() ? 1 : 0) : this.input.integer(array.type());
		}
		return values;
	}

	private long number(String suffix, long otherwise) {
		return this.metadata.number(key(suffix), otherwise);
	}

	private String key(String suffix) {
		return this.metadata.architecture() + suffix;
	}

	/** The value; {@code least} if it is outside, and then the result is unknown. */
	private long bounded(long value, long least, long most) {
		boolean inside = value >= least && value <= most;
		this.plausible &= inside;
		return inside ? value : least;
	}

	private static long[] filled(int layers, long value) {
		long[] values = new long[layers];
		Arrays.fill(values, value);
		return values;
	}

	/**
	 * Numbers that one head stores of one token.
	 *
	 * @param full in layers without a window
	 * @param windowed in layers with a window
	 */
	private record Lengths(long full, long windowed) {

	}

}
