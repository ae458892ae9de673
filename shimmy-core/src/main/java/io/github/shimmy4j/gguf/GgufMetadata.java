package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** The key-value pairs of a GGUF file. Keeps only those that are used. */
final class GgufMetadata {

	static final String ARCHITECTURE = "general.architecture";

	static final String NAME = "general.name";

	static final String FILE_TYPE = "general.file_type";

	static final String ALIGNMENT = "general.alignment";

	static final String PARTS = "split.count";

	static final String TOKENIZER = "tokenizer.ggml.model";

	static final String PRE_TOKENIZER = "tokenizer.ggml.pre";

	static final String TOKENS = "tokenizer.ggml.tokens";

	static final String TOKEN_TYPES = "tokenizer.ggml.token_type";

	static final String BEGIN_TOKEN = "tokenizer.ggml.bos_token_id";

	static final String END_TOKEN = "tokenizer.ggml.eos_token_id";

	/** The format spells it this way. */
	static final String SEPARATOR_TOKEN = "tokenizer.ggml.seperator_token_id";

	static final String ADD_BEGIN = "tokenizer.ggml.add_bos_token";

	static final String ADD_END = "tokenizer.ggml.add_eos_token";

	static final String ADD_SPACE = "tokenizer.ggml.add_space_prefix";

	static final String CHAT_TEMPLATE = "tokenizer.chat_template";

	/** Real models have fewer than 100. */
	private static final int MAX_ENTRIES = 10_000;

	/** The longest known is below 64. */
	private static final int MAX_KEY_BYTES = 1024;

	private static final int MAX_TEXT_BYTES = 4096;

	/** The longest known template has some 20 kB. */
	private static final int MAX_TEMPLATE_BYTES = 256 * 1024;

	private static final String CONTEXT_SUFFIX = ".context_length";

	private static final String POOLING_SUFFIX = ".pooling_type";

	/** Ends of keys that begin with the name of the architecture. */
	private static final Set<String> SUFFIXES = Stream
		.concat(Stream.of(CONTEXT_SUFFIX, POOLING_SUFFIX), KvCacheReader.SUFFIXES.stream())
		.collect(Collectors.toUnmodifiableSet());

	private static final Set<String> TEXTS = Set.of(ARCHITECTURE, NAME, TOKENIZER, PRE_TOKENIZER);

	private static final Set<String> NUMBERS = Set.of(FILE_TYPE, ALIGNMENT, PARTS, BEGIN_TOKEN, END_TOKEN,
			SEPARATOR_TOKEN);

	private static final Set<String> FLAGS = Set.of(ADD_BEGIN, ADD_END, ADD_SPACE);

	private static final Set<String> ARRAYS = Set.of(TOKENS, TOKEN_TYPES);

	private final Map<String, String> texts = new HashMap<>();

	private final Map<String, Long> numbers = new HashMap<>();

	private final Map<String, Boolean> flags = new HashMap<>();

	private final Map<String, Array> arrays = new HashMap<>();

	static GgufMetadata read(GgufInput input, long entries) throws IOException {
		if (entries > MAX_ENTRIES) {
			throw input.broken("%,d metadata entries, at most %,d are plausible".formatted(entries, MAX_ENTRIES));
		}
		GgufMetadata metadata = new GgufMetadata();
		for (long i = 0; i < entries; i++) {
			metadata.readEntry(input);
		}
		return metadata;
	}

	@Nullable String text(String key) {
		return this.texts.get(key);
	}

	long number(String key, long otherwise) {
		return this.numbers.getOrDefault(key, otherwise);
	}

	boolean flag(String key, boolean otherwise) {
		return this.flags.getOrDefault(key, otherwise);
	}

	@Nullable Array array(String key) {
		return this.arrays.get(key);
	}

	long contextTokens() {
		return Math.max(0, number(architecture() + CONTEXT_SUFFIX, 0));
	}

	boolean pools() {
		return number(architecture() + POOLING_SUFFIX, 0) > 0;
	}

	/** Name of the architecture; empty if the file does not state it. */
	String architecture() {
		return this.texts.getOrDefault(ARCHITECTURE, "");
	}

	private void readEntry(GgufInput input) throws IOException {
		String key = input.text(keyLength(input));
		GgufValueType type = type(input);
		switch (type) {
			case STRING -> readText(input, key);
			case ARRAY -> readArray(input, key);
			default -> readScalar(input, key, type);
		}
	}

	private static int keyLength(GgufInput input) throws IOException {
		long length = input.count();
		if (length > MAX_KEY_BYTES) {
			throw input.broken("a key of %,d bytes, at most %,d are plausible".formatted(length, MAX_KEY_BYTES));
		}
		return (int) length;
	}

	private static GgufValueType type(GgufInput input) throws IOException {
		int number = input.int32();
		Optional<GgufValueType> type = GgufValueType.of(number);
		if (type.isEmpty()) {
			throw input.broken("a value of type " + Integer.toUnsignedString(number));
		}
		return type.get();
	}

	private void readText(GgufInput input, String key) throws IOException {
		long length = input.count();
		if (length <= keptTextBytes(key)) {
			this.texts.put(key, input.text((int) length));
		}
		else {
			input.skip(length);
		}
	}

	/** Longer texts are neither names nor templates; -1 for keys that are not used. */
	private static int keptTextBytes(String key) {
		if (key.equals(CHAT_TEMPLATE)) {
			return MAX_TEMPLATE_BYTES;
		}
		return TEXTS.contains(key) ? MAX_TEXT_BYTES : -1;
	}

	private void readScalar(GgufInput input, String key, GgufValueType type) throws IOException {
		if ((NUMBERS.contains(key) || isOfArchitecture(key)) && type.isInteger()) {
			this.numbers.put(key, input.integer(type));
		}
		else if (FLAGS.contains(key) && type == GgufValueType.BOOL) {
			this.flags.put(key, input.flag());
		}
		else {
			input.skip(type.sizeBytes());
		}
	}

	private static boolean isOfArchitecture(String key) {
		return SUFFIXES.stream().anyMatch(key::endsWith);
	}

	private void readArray(GgufInput input, String key) throws IOException {
		GgufValueType type = type(input);
		long count = input.count();
		if (ARRAYS.contains(key) || isOfArchitecture(key)) {
			this.arrays.put(key, new Array(type, count, input.position()));
		}
		skipArray(input, type, count);
	}

	private static void skipArray(GgufInput input, GgufValueType type, long count) throws IOException {
		switch (type) {
			case ARRAY -> throw input.broken("an array of arrays");
			case STRING -> {
				for (long i = 0; i < count; i++) {
					input.skip(input.count());
				}
			}
			default -> skipFixed(input, type, count);
		}
	}

	private static void skipFixed(GgufInput input, GgufValueType type, long count) throws IOException {
		if (count > input.sizeBytes() / type.sizeBytes()) {
			throw input.broken("an array of %,d values".formatted(count));
		}
		input.skip(count * type.sizeBytes());
	}

	/**
	 * An array that was skipped.
	 *
	 * @param type type of each element
	 * @param count number of elements; the file is long enough for them
	 * @param position position of the first element
	 */
	record Array(GgufValueType type, long count, long position) {

	}

}
