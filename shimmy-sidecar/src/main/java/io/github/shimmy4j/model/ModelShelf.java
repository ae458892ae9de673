package io.github.shimmy4j.model;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.transfer.Leftovers;
import io.github.shimmy4j.transfer.Patterns;
import io.github.shimmy4j.transfer.VerifiedFiles;

/**
 * Puts the user's own files into the models directory, and takes files out of it.
 *
 * @param directory models directory
 * @param files knows which files are what they should be
 * @param clock tells how old something is
 */
record ModelShelf(Path directory, VerifiedFiles files, Clock clock) {

	ModelFile add(Path file, String name) {
		Patterns.require("name of the model", name, "[\\w][\\w.-]*");
		ModelFile source = GgufFiles.open(file);
		GgufFiles.header(new ModelParts(List.of(source.path())));
		Path target = this.directory.resolve(name + ModelReference.EXTENSION);
		OwnerOnly.createDirectory(this.directory);
		Path draft = target.resolveSibling(target.getFileName() + ".importing");
		try {
			if (Files.exists(target)) {
				throw new FileAlreadyExistsException(target.toString());
			}
			Files.deleteIfExists(draft);
			Files.createFile(draft, OwnerOnly.fileAttributes(draft));
			try (FileOutputStream copy = new FileOutputStream(draft.toFile())) {
				Files.copy(source.path(), copy);
				copy.getFD().sync();
			}
			Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (FileAlreadyExistsException ex) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"Model '%s' cannot be imported: there is one of that name, '%s'".formatted(name, target), ex);
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE,
					"Model '%s' cannot be copied to '%s': %s".formatted(file, target, ex), ex);
		}
		finally {
			draft.toFile().delete();
		}
		return new ModelFile(name, target, source.sizeBytes());
	}

	/** Never what lies elsewhere, nor what a server has open. */
	void remove(String name, Path model) {
		Path file = ModelParts.of(model.toAbsolutePath().normalize()).first();
		if (!file.startsWith(this.directory)) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"Model '%s' lies outside of '%s', in '%s', and is not removed".formatted(name, this.directory,
							file));
		}
		try (ModelUse alone = ModelUse.tryAlone(this.directory, file).orElse(null)) {
			if (alone == null) {
				throw new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
						"Model '%s' is not removed: a server of this user serves it".formatted(name));
			}
			for (Path part : ModelParts.of(file).files()) {
				Files.deleteIfExists(part);
				Leftovers.removeBeside(part);
			}
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE,
					"Model file '%s' cannot be removed: %s".formatted(file, ex), ex);
		}
	}

	/** Reads the whole model; what is damaged is not used from then on. */
	Verification verify(Path model) {
		for (Path part : ModelParts.of(model).files()) {
			Optional<String> recorded = this.files.digest(part);
			if (recorded.isEmpty()) {
				GgufFiles.header(ModelParts.of(model));
				return new Verification(part, Verification.Outcome.UNKNOWN,
						"nobody has said which digest '%s' should have".formatted(part));
			}
			String found = digest(part);
			if (!found.equals(recorded.get())) {
				this.files.distrust(part, recorded.get());
				return new Verification(part, Verification.Outcome.DAMAGED,
						"'%s' has the SHA-256 %s, not %s".formatted(part, found, recorded.get()));
			}
		}
		return new Verification(model, Verification.Outcome.VERIFIED, "every byte is as it was fetched");
	}

	private static String digest(Path file) {
		try {
			return Sha256.of(file);
		}
		catch (IOException ex) {
			return "that cannot be read (%s)".formatted(ex);
		}
	}

	/**
	 * Removes what was begun and not ended, unless somebody is at it; bytes are counted.
	 */
	long prune() {
		return Leftovers.prune(this.directory, this.clock);
	}

}
