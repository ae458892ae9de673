package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Writes small GGUF files with a tensor of zeros for each type. */
public final class TestModel {

	private static final int ELEMENTS = 256;

	/** Id of a type, and bytes of 256 weights. */
	private static final Map<String, int[]> TYPES = Map.of("F32", new int[] { 0, 1024 }, "F16", new int[] { 1, 512 },
			"Q4_0", new int[] { 2, 144 }, "Q4_1", new int[] { 3, 160 }, "Q8_0", new int[] { 8, 272 }, "Q4_K",
			new int[] { 12, 144 }, "Q6_K", new int[] { 14, 210 });

	private TestModel() {
	}

	/** Writes a file, usually {@code *.gguf}, of the architecture {@code llama}. */
	public static Path write(Path path) {
		return write(path, "llama");
	}

	/**
	 * Writes a file and its directories.
	 * @param types one of {@code F32 F16 Q4_0 Q4_1 Q8_0 Q4_K Q6_K} for each tensor; none
	 * for one tensor of {@code F32}
	 */
	public static Path write(Path path, String architecture, String... types) {
		return write(path, header(architecture), (types.length > 0) ? types : new String[] { "F32" });
	}

	/** Writes a file with this {@code tokenizer.chat_template}. */
	public static Path writeWithTemplate(Path path, String architecture, String template) {
		return write(path, header(architecture).text("tokenizer.chat_template", template), "F32");
	}

	/** The same of a model that was trained for so many tokens. */
	public static Path writeWithTemplate(Path path, String architecture, String template, int contextTokens) {
		return write(path, header(architecture, contextTokens).text("tokenizer.chat_template", template), "F32");
	}

	private static GgufBytes header(String architecture) {
		return header(architecture, 2048);
	}

	private static GgufBytes header(String architecture, int contextTokens) {
		return new GgufBytes().text("general.architecture", architecture)
			.text("general.name", "shimmy4j test model")
			.uint32(architecture + ".context_length", contextTokens);
	}

	private static Path write(Path path, GgufBytes gguf, String... types) {
		for (String type : types) {
			int[] idAndBytes = Objects.requireNonNull(TYPES.get(type), type);
			gguf.tensor("blk.0." + type, idAndBytes[0], idAndBytes[1], ELEMENTS);
		}
		try {
			Files.createDirectories(path.toAbsolutePath().getParent());
			return Files.write(path, gguf.build());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
