package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The files that a model consists of: one, or as many as a name like
 * {@code x-00001-of-00003.gguf} says.
 *
 * @param files all parts in order, whether or not they exist
 */
public record ModelParts(List<Path> files) {

	/**
	 * Number of a part and of all parts, then any extension. Split models begin at part
	 * 1; see {@code llama_split_path} in llama.cpp.
	 */
	private static final Pattern NUMBERS = Pattern.compile("(-(\\d{5})-of-(\\d{5}))(\\.[^.]*)?\\z",
			Pattern.CASE_INSENSITIVE);

	/** More than any known model has. Bounds the search for the parts. */
	public static final int MAX_PARTS = 1000;

	public ModelParts {
		files = List.copyOf(files);
	}

	/** Finds all parts of a model by the name of any part. */
	public static ModelParts of(Path file) {
		String name = String.valueOf(file.getFileName());
		Matcher part = NUMBERS.matcher(name);
		if (!part.find() || part.start() == 0 || !".gguf".equalsIgnoreCase(part.group(4))) {
			return new ModelParts(List.of(file));
		}
		int number = Integer.parseInt(part.group(2));
		int total = Integer.parseInt(part.group(3));
		if (number < 1 || number > total || total > MAX_PARTS) {
			return new ModelParts(List.of(file));
		}
		return new ModelParts(IntStream.rangeClosed(1, total)
			.mapToObj((each) -> file.resolveSibling(
					"%s-%05d-of-%s%s".formatted(name.substring(0, part.start()), each, part.group(3), part.group(4))))
			.toList());
	}

	/** Suffix of a part's name, such as {@code -00001-of-00003}; else empty. */
	public static String suffix(Path file) {
		Matcher part = NUMBERS.matcher(String.valueOf(file.getFileName()));
		return part.find() ? part.group(1) : "";
	}

	/** Whether the name is that of a part behind the first one. */
	public static boolean isLaterPart(Path file) {
		Matcher part = NUMBERS.matcher(String.valueOf(file.getFileName()));
		return part.find() && Integer.parseInt(part.group(2)) != 1;
	}

	/** The first part, which servers are given. */
	public Path first() {
		return this.files.get(0);
	}

	/** The first part that does not exist; empty if all exist. */
	public Optional<Path> missing() {
		return this.files.stream().filter((file) -> !Files.isRegularFile(file)).findFirst();
	}

	/** Size of the existing parts in bytes. */
	public long sizeBytes() throws IOException {
		long sizeBytes = 0;
		for (Path file : this.files) {
			sizeBytes += Files.isRegularFile(file) ? Files.size(file) : 0;
		}
		return sizeBytes;
	}

}
