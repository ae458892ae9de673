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
 * The lock that marks a model of the models directory as in use. Servers share it; the
 * removal of the model takes it alone. The operating system releases it at the latest
 * when the process ends. A split model is identified by its first part.
 */
public final class ModelUse implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(ModelUse.class);

	/** Hidden, so that no server searches it for models. */
	private static final String DIRECTORY = ".in-use";

	/** Enough digits of a digest to tell the files of one directory apart. */
	private static final int NAME_DIGITS = 16;

	private final @Nullable InterProcessLock lock;

	private ModelUse(@Nullable InterProcessLock lock) {
		this.lock = lock;
	}

	/**
	 * Marks a model as used by a server. Never fails. Holds no lock if the model is
	 * outside the directory or is being removed, or if the directory is not writable: no
	 * model can be removed from such a directory.
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
				logger.debug("Model is being removed while a server starts on it: '{}'", model);
			}
			return new ModelUse(lock.orElse(null));
		}
		catch (IOException | ShimmyException ex) {
			logger.debug("Model cannot be marked as in use: '{}': {}", model, ex.toString());
			return new ModelUse(null);
		}
	}

	/**
	 * Takes a model alone, so that no server of shimmy4j uses it or starts to.
	 * @param modelsDir models directory
	 * @param model the file, or a link to it
	 * @return to be closed after the removal; empty if the model is in use
	 * @throws IOException if the lock cannot be opened
	 * @throws ShimmyException DIRECTORY_NOT_WRITABLE
	 */
	public static Optional<ModelUse> tryAlone(Path modelsDir, Path model) throws IOException {
		return InterProcessLock.tryAcquire(lockFile(modelsDir, model)).map(ModelUse::new);
	}

	/** Whether the file, or the target of a link, is inside the directory. */
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

	/** Whether a lock is held. */
	boolean isHeld() {
		return this.lock != null;
	}

	/** Releases the lock. Idempotent; never fails. */
	@Override
	public void close() {
		try {
			if (this.lock != null) {
				this.lock.close();
			}
		}
		catch (IOException ex) {
			logger.debug("Lock of a model stays held until this process ends", ex);
		}
	}

}
