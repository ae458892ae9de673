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

	/** Split models begin at part 1; see {@code llama_split_path} in llama.cpp. */
	private static final Pattern PART = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})(\\.gguf)", Pattern.CASE_INSENSITIVE);

	/** More than any known model has. Bounds the search for the parts. */
	public static final int MAX_PARTS = 1000;

	public ModelParts {
		files = List.copyOf(files);
	}

	/** Finds all parts of a model by the name of any part. */
	public static ModelParts of(Path file) {
		Matcher part = PART.matcher(String.valueOf(file.getFileName()));
		if (!part.matches()) {
			return new ModelParts(List.of(file));
		}
		int number = Integer.parseInt(part.group(2));
		int total = Integer.parseInt(part.group(3));
		if (number < 1 || number > total || total > MAX_PARTS) {
			return new ModelParts(List.of(file));
		}
		return new ModelParts(IntStream.rangeClosed(1, total)
			.mapToObj((each) -> file
				.resolveSibling("%s-%05d-of-%s%s".formatted(part.group(1), each, part.group(3), part.group(4))))
			.toList());
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
