package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Reads a header whose magic and version are known; see ggml/docs/gguf.md. */
final class GgufReader {

	private static final int MAGIC_BYTES = 4;

	private static final int DEFAULT_ALIGNMENT = 32;

	private static final int MAX_ALIGNMENT = 1 << 20;

	/**
	 * Names of {@code general.file_type}, as of {@code enum llama_ftype} in
	 * {@code llama.h}, without its prefixes.
	 */
	private static final Map<Long, String> FILE_TYPES = Map.ofEntries(Map.entry(0L, "F32"), Map.entry(1L, "F16"),
			Map.entry(2L, "Q4_0"), Map.entry(3L, "Q4_1"), Map.entry(7L, "Q8_0"), Map.entry(8L, "Q5_0"),
			Map.entry(9L, "Q5_1"), Map.entry(10L, "Q2_K"), Map.entry(11L, "Q3_K_S"), Map.entry(12L, "Q3_K_M"),
			Map.entry(13L, "Q3_K_L"), Map.entry(14L, "Q4_K_S"), Map.entry(15L, "Q4_K_M"), Map.entry(16L, "Q5_K_S"),
			Map.entry(17L, "Q5_K_M"), Map.entry(18L, "Q6_K"), Map.entry(19L, "IQ2_XXS"), Map.entry(20L, "IQ2_XS"),
			Map.entry(21L, "Q2_K_S"), Map.entry(22L, "IQ3_XS"), Map.entry(23L, "IQ3_XXS"), Map.entry(24L, "IQ1_S"),
			Map.entry(25L, "IQ4_NL"), Map.entry(26L, "IQ3_S"), Map.entry(27L, "IQ3_M"), Map.entry(28L, "IQ2_S"),
			Map.entry(29L, "IQ2_M"), Map.entry(30L, "IQ4_XS"), Map.entry(31L, "IQ1_M"), Map.entry(32L, "BF16"),
			Map.entry(36L, "TQ1_0"), Map.entry(37L, "TQ2_0"), Map.entry(38L, "MXFP4_MOE"));

	/** Set beside a number that llama.cpp guessed. */
	private static final long GUESSED = 1024;

	private final GgufInput input;

	GgufReader(GgufInput input) {
		this.input = input;
	}

	GgufHeader read() throws IOException {
		this.input.skip(MAGIC_BYTES);
		int version = this.input.int32();
		long tensorCount = this.input.count();
		long entryCount = this.input.count();
		GgufMetadata metadata = GgufMetadata.read(this.input, entryCount);
		GgufTensors tensors = GgufTensors.read(this.input, tensorCount);
		requireWhole(metadata, tensors);
		int parts = parts(metadata);
		long fileType = metadata.number(GgufMetadata.FILE_TYPE, -1) & ~GUESSED;
		String quantization = Optional.ofNullable(FILE_TYPES.get(fileType)).or(tensors::prevailingType).orElse(null);
		return new GgufHeader(version, metadata.text(GgufMetadata.ARCHITECTURE), metadata.text(GgufMetadata.NAME),
				quantization, metadata.contextTokens(), metadata.pools(), metadata.text(GgufMetadata.CHAT_TEMPLATE),
				new VocabularyReader(this.input, metadata).read(), tensors.types(), tensors.elements(), parts);
	}

	private void requireWhole(GgufMetadata metadata, GgufTensors tensors) throws IOException {
		long alignment = metadata.number(GgufMetadata.ALIGNMENT, DEFAULT_ALIGNMENT);
		if (alignment < 1 || alignment > MAX_ALIGNMENT) {
			throw this.input.broken("an alignment of " + alignment);
		}
		if (tensors.dataBytes() == 0) {
			return;
		}
		long begin = (this.input.position() + alignment - 1) / alignment * alignment;
		if (tensors.dataBytes() > this.input.sizeBytes() - begin) {
			throw this.input.broken("%,d bytes of tensors from byte %,d on do not fit into the file's %,d bytes"
				.formatted(tensors.dataBytes(), begin, this.input.sizeBytes()));
		}
	}

	private int parts(GgufMetadata metadata) throws IOException {
		long parts = metadata.number(GgufMetadata.PARTS, 1);
		if (parts < 0 || parts > ModelParts.MAX_PARTS) {
			throw this.input.broken("a model of %d parts".formatted(parts));
		}
		return (int) Math.max(1, parts);
	}

}
