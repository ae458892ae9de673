package io.github.shimmy4j.daemon;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Compares the versions of a daemon and of its client. A build without a version, as in
 * an IDE, is neither older nor newer.
 *
 * @param client version of the client; null if it has none
 */
record DaemonAge(@Nullable String client) {

	/** The version of this client. */
	static DaemonAge ofThisClient() {
		return new DaemonAge(DaemonAge.class.getPackage().getImplementationVersion());
	}

	/** Whether a daemon is older than the client. */
	boolean isOlder(DaemonRecord daemon) {
		Optional<Version> wanted = version(this.client);
		Optional<Version> actual = version(daemon.version());
		return wanted.isPresent() && actual.isPresent() && actual.get().compareTo(wanted.get()) < 0;
	}

	private static Optional<Version> version(@Nullable String text) {
		try {
			return (text != null) ? Optional.of(Version.parse(text)) : Optional.empty();
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
