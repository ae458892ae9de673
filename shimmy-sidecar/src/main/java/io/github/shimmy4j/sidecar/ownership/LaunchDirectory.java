package io.github.shimmy4j.sidecar.ownership;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Files of one launch: a directory that the server scans, with nothing in it but a link
 * to the model under the launch's id, and that is gone with the launch; and a home, kept,
 * so that caches of drivers survive.
 *
 * @param run directory of all launches
 * @param name of the directory of this launch; every user of the machine can read it on
 * the command line, so that it has nothing of the launch's id
 */
public record LaunchDirectory(Path run, String name) {

	private static final PrintableLogger logger = PrintableLogger.of(LaunchDirectory.class);

	/** Not a name that shimmy passes over, such as "tmp" or a hidden one. */
	private static final String MODELS = "gguf";

	private static final String EXTENSION = ".gguf";

	private static final int NAME_BYTES = 8;

	/** A directory that no other launch has; not created yet. */
	public static LaunchDirectory next(Path run, SecureRandom random) {
		byte[] name = new byte[NAME_BYTES];
		random.nextBytes(name);
		return new LaunchDirectory(run, "launch-" + HexFormat.of().formatHex(name));
	}

	/** Makes it. The id in the link's name proves the server to be ours. */
	public void create(LaunchId id, Path model) {
		try {
			// Nobody else may read the name of the link.
			OwnerOnly.createDirectory(this.run);
			OwnerOnly.createDirectory(home());
			OwnerOnly.createDirectory(models());
			for (Path part : ModelParts.of(model.toAbsolutePath()).files()) {
				link(models().resolve(id.value() + LaunchId.shardSuffix(stem(part)) + EXTENSION), part);
			}
		}
		catch (IOException ex) {
			delete();
			throw StorageFailure.of("Cannot prepare a launch in '%s'".formatted(this.run), this.run, ex);
		}
	}

	public static String stem(Path file) {
		String name = String.valueOf(file.getFileName());
		int dot = name.lastIndexOf('.');
		return (dot > 0) ? name.substring(0, dot) : name;
	}

	private static void link(Path link, Path target) throws IOException {
		try {
			Files.createSymbolicLink(link, target);
		}
		catch (UnsupportedOperationException | FileSystemException ex) {
			// Windows without developer mode grants no symbolic links.
			Files.createLink(link, target);
		}
	}

	/** Directory of this launch; the server's working directory. */
	public Path root() {
		return this.run.resolve(this.name);
	}

	/** The one directory that the server scans. */
	public Path models() {
		return root().resolve(MODELS);
	}

	/** Home directory of all servers. */
	public Path home() {
		return this.run.resolve("home");
	}

	/** Removes what belongs to this launch alone. Idempotent. */
	public void delete() {
		try {
			Listing.remove(root());
		}
		catch (IOException ex) {
			logger.warn("Could not remove the files of a launch in '{}'", root(), ex);
		}
	}

}
