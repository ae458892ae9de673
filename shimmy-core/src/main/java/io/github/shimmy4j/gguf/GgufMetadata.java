package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The key-value pairs of a GGUF file, of which only those are kept that somebody asks
 * for.
 */
final class GgufMetadata {

	static final String ARCHITECTURE = "general.architecture";

	static final String NAME = "general.name";

	static final String FILE_TYPE = "general.file_type";

	static final String ALIGNMENT = "general.alignment";

	static final String PARTS = "split.count";

	static final String TOKENIZER = "tokenizer.ggml.model";

	static final String CHAT_TEMPLATE = "tokenizer.chat_template";

	/** Real models have fewer than 100. */
	private static final int MAX_ENTRIES = 10_000;

	/** The longest known is below 64. */
	private static final int MAX_KEY_BYTES = 1024;

	private static final int MAX_TEXT_BYTES = 4096;

	/** The longest known template has some 20 kB. */
	private static final int MAX_TEMPLATE_BYTES = 256 * 1024;

	private static final String CONTEXT_SUFFIX = ".context_length";

	private static final Set<String> TEXTS = Set.of(ARCHITECTURE, NAME, TOKENIZER);

	private static final Set<String> NUMBERS = Set.of(FILE_TYPE, ALIGNMENT, PARTS);

	private final Map<String, String> texts = new HashMap<>();

	private final Map<String, Long> numbers = new HashMap<>();

	private final GgufVocabulary vocabulary = new GgufVocabulary();

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

	long contextTokens() {
		String architecture = text(ARCHITECTURE);
		return (architecture != null) ? Math.max(0, number(architecture + CONTEXT_SUFFIX, 0)) : 0;
	}

	Set<String> controlTokens() {
		return this.vocabulary.controlTokens();
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

	/** A text that is longer is no name and no template; -1 for what nobody asks for. */
	private static int keptTextBytes(String key) {
		if (key.equals(CHAT_TEMPLATE)) {
			return MAX_TEMPLATE_BYTES;
		}
		return TEXTS.contains(key) ? MAX_TEXT_BYTES : -1;
	}

	private void readScalar(GgufInput input, String key, GgufValueType type) throws IOException {
		boolean wanted = NUMBERS.contains(key) || key.endsWith(CONTEXT_SUFFIX);
		if (wanted && type.isInteger()) {
			this.numbers.put(key, input.integer(type));
		}
		else {
			input.skip(type.sizeBytes());
		}
	}

	private void readArray(GgufInput input, String key) throws IOException {
		GgufValueType type = type(input);
		long count = input.count();
		if (key.equals(GgufVocabulary.TOKENS) && type == GgufValueType.STRING) {
			this.vocabulary.readTokens(input, count);
		}
		else if (key.equals(GgufVocabulary.TYPES) && type.isInteger()) {
			this.vocabulary.readTypes(input, type, count);
		}
		else {
			skipArray(input, type, count);
		}
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

}
