package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * That a model of the models directory is in use: by a server, together with other
 * servers of this or other applications, or by whoever removes it, alone. Ends with its
 * process at the latest, however that ends. A model in parts is known by its first one.
 */
public final class ModelUse implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(ModelUse.class);

	/** Hidden, so that no server takes it for a folder of models. */
	private static final String DIRECTORY = ".in-use";

	/** Enough of a digest that no two files of one directory share it. */
	private static final int NAME_DIGITS = 16;

	private final @Nullable InterProcessLock lock;

	private ModelUse(@Nullable InterProcessLock lock) {
		this.lock = lock;
	}

	/**
	 * Says that a server uses a model. Never fails: where the directory cannot be written
	 * to, nobody can remove the model either, and nothing is held; nor is anything for a
	 * model that lies elsewhere, or that is being removed at this moment.
	 * @param modelsDir models directory
	 * @param model the file, or a link to it
	 * @return to be closed when the server has ended
	 */
	public static ModelUse hold(Path modelsDir, Path model) {
		if (!isWithin(modelsDir, model)) {
			return new ModelUse(null);
		}
		try {
			Optional<InterProcessLock> lock = InterProcessLock.tryShare(lockFile(modelsDir, model));
			if (lock.isEmpty()) {
				logger.debug("'{}' is being removed while a server starts on it", model);
			}
			return new ModelUse(lock.orElse(null));
		}
		catch (IOException | ShimmyException ex) {
			logger.debug("Nobody is told that '{}' is in use: {}", model, ex.toString());
			return new ModelUse(null);
		}
	}

	/**
	 * Is alone with a model, so that no server uses it and none of ours begins to.
	 * @param modelsDir models directory
	 * @param model the file, or a link to it
	 * @return to be closed when the model is removed; empty if a server uses it, or if
	 * somebody else is alone with it
	 * @throws IOException if the directory cannot be locked
	 * @throws ShimmyException DIRECTORY_NOT_WRITABLE if it cannot be written to
	 */
	public static Optional<ModelUse> tryAlone(Path modelsDir, Path model) throws IOException {
		return InterProcessLock.tryAcquire(lockFile(modelsDir, model)).map(ModelUse::new);
	}

	/** By its own place, or by the place of what it is a link to. */
	private static boolean isWithin(Path modelsDir, Path model) {
		Path directory = real(modelsDir);
		Path file = model.toAbsolutePath();
		return real(file).startsWith(directory) || real(file.resolveSibling("")).startsWith(directory);
	}

	private static Path lockFile(Path modelsDir, Path model) {
		MessageDigest digest = Sha256.begin();
		digest.update(real(model).toString().getBytes(StandardCharsets.UTF_8));
		return OwnerOnly.createDirectory(real(modelsDir).resolve(DIRECTORY))
			.resolve(Sha256.end(digest).substring(0, NAME_DIGITS) + ".lock");
	}

	private static Path real(Path path) {
		try {
			return path.toRealPath();
		}
		catch (IOException ex) {
			return path.toAbsolutePath().normalize();
		}
	}

	/** Whether anything is held. */
	boolean isHeld() {
		return this.lock != null;
	}

	/** Says that it is in use no longer. Idempotent, and never fails. */
	@Override
	public void close() {
		try {
			if (this.lock != null) {
				this.lock.close();
			}
		}
		catch (IOException ex) {
			logger.debug("The lock of a model is given back when this process ends", ex);
		}
	}

}
