package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.model.ModelRegistry.Verification;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.transfer.DiskSpace;
import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.Leftovers;
import io.github.shimmy4j.transfer.Patterns;
import io.github.shimmy4j.transfer.VerifiedFiles;

/** Imports, removes and verifies the files of the models directory. */
final class ModelShelf {

	private final Path directory;

	private final ModelCatalog catalog;

	private final VerifiedFiles files;

	private final DiskSpace space;

	ModelShelf(Path directory, ModelCatalog catalog, VerifiedFiles files, DiskSpace space) {
		this.directory = directory;
		this.catalog = catalog;
		this.files = files;
		this.space = space;
	}

	ModelFile add(Path file, String name) {
		Patterns.require("name of the model", name, "\\w[\\w.-]*");
		Path target = this.directory.resolve(name + ModelFile.EXTENSION);
		requireNotOfTheCatalog(name, target);
		ModelFile source = ModelFile.open(file);
		ModelFile.header(new ModelParts(List.of(source.path())));
		OwnerOnly.createDirectory(this.directory);
		try (InterProcessLock held = InterProcessLock.tryAcquire(FilePlace.lock(target)).orElse(null)) {
			if (held == null) {
				throw notImported(ShimmyErrorCode.MODEL_IN_USE, name,
						"another thread or process is using '%s'".formatted(target));
			}
			if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
				throw new FileAlreadyExistsException(target.toString());
			}
			Leftovers.removeBeside(target);
			return new ModelFile(name, target, copy(source, target));
		}
		catch (FileAlreadyExistsException ex) {
			throw notImported(ShimmyErrorCode.INVALID_CONFIGURATION, name, "'%s' already exists".formatted(target));
		}
		catch (IOException ex) {
			throw StorageFailure.of("Model '%s' cannot be copied to '%s'".formatted(file, target), target, ex);
		}
	}

	/** Otherwise the name would mean the catalog's model instead of the import. */
	private void requireNotOfTheCatalog(String name, Path target) {
		String fileName = target.getFileName().toString();
		for (ModelCatalog.Entry model : this.catalog.models()) {
			if (model.id().equals(name)) {
				throw notImported(ShimmyErrorCode.INVALID_CONFIGURATION, name, "the catalog has a model of that name");
			}
			for (ModelCatalog.Variant variant : model.variants()) {
				if (variant.fileName().equalsIgnoreCase(fileName)) {
					throw notImported(ShimmyErrorCode.INVALID_CONFIGURATION, name,
							"'%s' is a file of the catalog's model '%s'".formatted(variant.fileName(), model.id()));
				}
			}
		}
	}

	/** Copies through a partial file, so that {@link Leftovers#prune} finds it. */
	private long copy(ModelFile source, Path target) throws IOException {
		this.space.require(this.directory, source.sizeBytes());
		Path partial = Files.createFile(FilePlace.partial(target), OwnerOnly.fileAttributes(target));
		try {
			try {
				OwnFile.fill(source.path(), partial);
			}
			catch (IOException ex) {
				this.space.require(this.directory, source.sizeBytes() - Files.size(partial));
				throw ex;
			}
			// The source may have been truncated during the copy.
			ModelFile.header(new ModelParts(List.of(partial)));
			long sizeBytes = Files.size(partial);
			// An atomic move would replace a file that the user has put there by now.
			Files.move(partial, target);
			return sizeBytes;
		}
		finally {
			Files.deleteIfExists(partial);
		}
	}

	private static ShimmyException notImported(ShimmyErrorCode code, String name, String reason) {
		return new ShimmyException(code, "Model '%s' cannot be imported: %s".formatted(name, reason));
	}

	/** Refuses a file outside the directory, in use by a server or by a transfer. */
	void remove(String name, Path model) {
		Path file = ModelParts.of(model.toAbsolutePath().normalize()).first();
		if (!file.startsWith(this.directory)) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"Model '%s' lies outside of '%s', in '%s', and is not removed".formatted(name, this.directory,
							file));
		}
		try (ModelFile.Use alone = ModelFile.Use.tryAlone(this.directory, file).orElse(null)) {
			if (alone == null) {
				throw new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
						"Model '%s' is not removed: a server of this user serves it".formatted(name));
			}
			remove(name, ModelParts.of(file).files(), 0);
		}
		catch (IOException ex) {
			throw StorageFailure.of("Model file '%s' cannot be removed".formatted(file), file, ex);
		}
	}

	/** Locks every part before it removes the first one; never waits. */
	private static void remove(String name, List<Path> parts, int held) throws IOException {
		if (held == parts.size()) {
			for (Path part : parts) {
				Files.deleteIfExists(part);
				Leftovers.removeBeside(part);
			}
			return;
		}
		Path next = parts.get(held);
		try (InterProcessLock lock = InterProcessLock.tryAcquire(FilePlace.lock(next)).orElse(null)) {
			if (lock == null) {
				throw new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
						"Model '%s' is not removed: another thread or process is using '%s'".formatted(name, next));
			}
			remove(name, parts, held + 1);
		}
	}

	/** Reads the whole model. A damaged file is not used from then on. */
	Verification verify(Path model) {
		for (Path part : ModelParts.of(model).files()) {
			Optional<String> recorded = this.files.digest(part);
			if (recorded.isEmpty()) {
				ModelFile.header(ModelParts.of(model));
				return new Verification(part, Verification.Outcome.UNKNOWN,
						"no expected digest is known for '%s'".formatted(part));
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

}
