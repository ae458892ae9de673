package io.github.shimmy4j.sidecar.ownership;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Files of one launch. The server scans a directory that holds only a link to the model,
 * named after the launch's id, and is removed with the launch. All servers share a home
 * directory, which is kept so that caches of drivers survive.
 *
 * @param run directory of all launches
 * @param name name of this launch's directory; it does not contain the launch's id,
 * because every user of the machine can read it on the command line
 */
public record LaunchDirectory(Path run, String name) {

	private static final PrintableLogger logger = PrintableLogger.of(LaunchDirectory.class);

	/** Shimmy ignores some names, such as "tmp" and hidden ones, but not this one. */
	private static final String MODELS = "gguf";

	private static final String EXTENSION = ".gguf";

	private static final int NAME_BYTES = 8;

	/** A directory with a new name; not created yet. */
	public static LaunchDirectory next(Path run, SecureRandom random) {
		byte[] name = new byte[NAME_BYTES];
		random.nextBytes(name);
		return new LaunchDirectory(run, "launch-" + HexFormat.of().formatHex(name));
	}

	/** Creates it. The id in the link's name proves that the server is ours. */
	public void create(LaunchId id, Path model) {
		try {
			// The name of the link is a secret of this user.
			OwnerOnly.createDirectory(this.run);
			OwnerOnly.createDirectory(home());
			OwnerOnly.createDirectory(models());
			for (Path part : ModelParts.of(model.toAbsolutePath()).files()) {
				link(models().resolve(id.value() + ModelParts.suffix(part) + EXTENSION), part);
			}
		}
		catch (IOException ex) {
			delete();
			throw StorageFailure.of("The files of a launch could not be created in '%s'".formatted(this.run), this.run,
					ex);
		}
	}

	private static void link(Path link, Path target) throws IOException {
		try {
			Files.createSymbolicLink(link, target);
		}
		catch (UnsupportedOperationException | FileSystemException ex) {
			// Windows without developer mode refuses symbolic links.
			Files.createLink(link, target);
		}
	}

	/** Directory of this launch, and working directory of the server. */
	public Path root() {
		return this.run.resolve(this.name);
	}

	/** The only directory that the server scans. */
	public Path models() {
		return root().resolve(MODELS);
	}

	/** Home directory that all servers share. */
	public Path home() {
		return this.run.resolve("home");
	}

	/** Removes the files of this launch alone. Idempotent. */
	public void delete() {
		try {
			Listing.remove(root());
		}
		catch (IOException ex) {
			logger.warn("Could not remove the files of a launch in '{}'", root(), ex);
		}
	}

	/**
	 * Model id that only one launch has, so a server that lists it is ours. It is the
	 * stem of the link's name, and the server's rule for ids (lower case, {@code _} and
	 * space become {@code -}) does not change it. It contains words that steer the
	 * server's choice of a chat template, and nothing else of the model's own name,
	 * because shimmy takes a file with "lora" in its name for an adapter.
	 *
	 * @param value for example {@code s4j-llama-3f9c2a61d07be845}
	 */
	public record LaunchId(String value) {

		/** Hexadecimal digits cannot form one of the words for templates. */
		private static final int NONCE_BYTES = 8;

		public static LaunchId create(List<String> templateWords, SecureRandom random) {
			StringBuilder id = new StringBuilder("s4j-");
			templateWords.forEach((word) -> id.append(word).append('-'));
			byte[] nonce = new byte[NONCE_BYTES];
			random.nextBytes(nonce);
			return new LaunchId(id.append(HexFormat.of().formatHex(nonce)).toString());
		}

	}

}
