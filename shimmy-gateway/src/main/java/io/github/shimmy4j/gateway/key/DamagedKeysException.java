package io.github.shimmy4j.gateway.key;

import java.nio.file.Path;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * The file of API keys cannot be understood. It must not count as a file without keys,
 * since that would open the gateway to everyone.
 */
final class DamagedKeysException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final String file;

	DamagedKeysException(Path file, String damage, @Nullable Throwable cause) {
		super(ShimmyErrorCode.INVALID_CONFIGURATION, "The file of API keys '%s' %s".formatted(file, damage), cause);
		this.file = file.toString();
	}

	@Override
	public Remedy remedy() {
		return Remedy.of("Restore '%s' from a backup; or delete it, create the keys again and restart the gateway.",
				this.file);
	}

}
