package io.github.shimmy4j.model;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Directories in which other programs of the user store models: the same that shimmy's
 * discovery searches.
 *
 * @param directories existing directories, without that of Ollama
 * @param ollama directory of Ollama, which stores the names of models only in manifests;
 * null if there is none
 */
public record UserStores(List<Path> directories, @Nullable Path ollama) {

	private static final List<String> BELOW_HOME = List.of(".cache/huggingface/hub", ".lmstudio/models",
			".cache/lm-studio/models", "models", ".local/share/shimmy/models");

	public UserStores {
		directories = List.copyOf(directories);
	}

	/**
	 * Finds the existing stores.
	 * @param environment variables; {@code SHIMMY_MODEL_PATHS} and {@code OLLAMA_MODELS}
	 * are read
	 * @param home home directory of the user
	 * @return the stores
	 */
	public static UserStores of(Map<String, String> environment, Path home) {
		// Shimmy uses ';' as the separator on every operating system.
		Stream<String> named = Arrays.stream(environment.getOrDefault("SHIMMY_MODEL_PATHS", "").split(";"));
		Stream<String> usual = BELOW_HOME.stream().map((path) -> home + File.separator + path);
		List<Path> directories = Stream.concat(named, usual)
			.flatMap((path) -> existing(path).stream())
			.distinct()
			.toList();
		Path ollama = Stream.of(environment.getOrDefault("OLLAMA_MODELS", ""), home + File.separator + ".ollama/models")
			.flatMap((path) -> existing(path).stream())
			.findFirst()
			.orElse(null);
		return new UserStores(directories, ollama);
	}

	/**
	 * All directories.
	 * @return the directories, Ollama's last
	 */
	public List<Path> all() {
		return Stream.concat(this.directories.stream(), Stream.ofNullable(this.ollama)).toList();
	}

	private static Optional<Path> existing(String path) {
		return Optional.of(path)
			.filter((text) -> !text.isBlank())
			.flatMap(ListingFormat::path)
			.map((directory) -> directory.toAbsolutePath().normalize())
			.filter(Files::isDirectory);
	}

}
