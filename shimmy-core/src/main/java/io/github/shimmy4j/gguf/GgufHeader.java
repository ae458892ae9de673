package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.KvCacheShape;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a GGUF file states about its model before the first weight. Our own code
 * reads them: no Java library for the format can be resolved ({@code com.llama4j:gguf}
 * has no jar), and a malicious file must neither exhaust the memory nor keep the reader
 * busy. Short texts are made printable and bounded, since lists, logs and failures show
 * them.
 *
 * @param version version of the format, 2 or 3
 * @param architecture its architecture, such as {@code llama}; null if not stated
 * @param name the makers' name of the model; null if not stated
 * @param quantization stated file type, such as {@code Q4_K_M}, else the type of most
 * weights; null if there are none
 * @param contextTokens size of the context in training, in tokens; 0 if not stated
 * @param kvCache how much memory its cache takes; null if the header does not tell, or
 * contradicts itself
 * @param pools whether the model turns a text into one vector
 * @param chatTemplate Jinja template of chats; null if there is none of plausible length
 * @param vocabulary its tokens
 * @param tensorTypes types of its tensors, such as {@code Q4_1}; may be empty in a part
 * @param parameters number of weights in this file
 * @param parts number of files that the model consists of
 */
public record GgufHeader(int version, @Nullable String architecture, @Nullable String name,
		@Nullable String quantization, long contextTokens, @Nullable KvCacheShape kvCache, boolean pools,
		@Nullable String chatTemplate, GgufVocabulary vocabulary, Set<String> tensorTypes, long parameters, int parts) {

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

	/** Flag beside a file type that llama.cpp has guessed. */
	private static final long GUESSED = 1024;

	public GgufHeader {
		architecture = printable(architecture);
		name = printable(name);
		tensorTypes = Set.copyOf(tensorTypes);
		if (contextTokens < 0 || parameters < 0 || parts < 1) {
			throw new IllegalArgumentException("a header cannot have a context of %d tokens, %d parameters or %d parts"
				.formatted(contextTokens, parameters, parts));
		}
	}

	/**
	 * Reads the header. Does not read the tensors, but checks that the file is long
	 * enough for all of them.
	 * @param file the file, or one part of a model in parts
	 * @return the header
	 * @throws ShimmyException NOT_A_MODEL, with the problem and its byte position
	 * @throws IOException if the file cannot be read
	 */
	public static GgufHeader read(Path file) throws IOException {
		FirstBytes first = FirstBytes.of(file);
		if (!first.isModel()) {
			throw first.notAModel(file);
		}
		try (GgufInput input = GgufInput.open(file)) {
			return read(input);
		}
	}

	/** The format is described in ggml/docs/gguf.md. */
	private static GgufHeader read(GgufInput input) throws IOException {
		input.skip(MAGIC_BYTES);
		int version = input.int32();
		long tensorCount = input.count();
		long entryCount = input.count();
		GgufMetadata metadata = GgufMetadata.read(input, entryCount);
		GgufTensors tensors = GgufTensors.read(input, tensorCount);
		requireWhole(input, metadata, tensors);
		int parts = parts(input, metadata);
		long fileType = metadata.number(GgufMetadata.FILE_TYPE, -1) & ~GUESSED;
		String quantization = Optional.ofNullable(FILE_TYPES.get(fileType)).or(tensors::prevailingType).orElse(null);
		return new GgufHeader(version, metadata.text(GgufMetadata.ARCHITECTURE), metadata.text(GgufMetadata.NAME),
				quantization, metadata.contextTokens(), new KvCacheReader(input, metadata).read(), metadata.pools(),
				metadata.text(GgufMetadata.CHAT_TEMPLATE), new VocabularyReader(input, metadata).read(),
				tensors.types(), tensors.elements(), parts);
	}

	private static void requireWhole(GgufInput input, GgufMetadata metadata, GgufTensors tensors) {
		long alignment = metadata.number(GgufMetadata.ALIGNMENT, DEFAULT_ALIGNMENT);
		if (alignment < 1 || alignment > MAX_ALIGNMENT) {
			throw input.broken("an alignment of " + alignment);
		}
		if (tensors.dataBytes() == 0) {
			return;
		}
		long begin = (input.position() + alignment - 1) / alignment * alignment;
		if (tensors.dataBytes() > input.sizeBytes() - begin) {
			throw input.broken("%,d bytes of tensors from byte %,d on do not fit into the file's %,d bytes"
				.formatted(tensors.dataBytes(), begin, input.sizeBytes()));
		}
	}

	private static int parts(GgufInput input, GgufMetadata metadata) {
		long parts = metadata.number(GgufMetadata.PARTS, 1);
		if (parts < 0 || parts > ModelParts.MAX_PARTS) {
			throw input.broken("a model of %d parts".formatted(parts));
		}
		return (int) Math.max(1, parts);
	}

	private static @Nullable String printable(@Nullable String text) {
		return (text != null) ? PrintableText.of(text, PrintableText.NAME_LENGTH) : null;
	}

	/** What the model requires of a server. */
	public ModelNeeds needs() {
		return new ModelNeeds(this.tensorTypes, this.architecture, ChatTemplate.of(this.chatTemplate));
	}

	/** This header with the tensors of two parts of one model. */
	public GgufHeader and(GgufHeader part) {
		Set<String> types = new HashSet<>(this.tensorTypes);
		types.addAll(part.tensorTypes);
		return new GgufHeader(this.version, this.architecture, this.name, this.quantization, this.contextTokens,
				this.kvCache, this.pools, this.chatTemplate, this.vocabulary, types, this.parameters + part.parameters,
				this.parts);
	}

}
