package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * Sidecars that outlived the context they were started for, until a context that wants
 * the same takes one over, or the JVM ends.
 */
final class KeptSidecars {

	/**
	 * Survives restarts of spring-boot-devtools, which leave the classes of jars alone.
	 */
	static final KeptSidecars OF_THIS_JVM = new KeptSidecars();

	private final Map<Key, ShimmySidecar> kept = new HashMap<>();

	private boolean hooked;

	private boolean ending;

	/**
	 * Hands over the sidecar of earlier that is as it is wanted now. Where there is none,
	 * those that nobody wants any more are closed, before another model is loaded.
	 */
	synchronized Optional<ShimmySidecar> take(Key key) {
		ShimmySidecar found = this.kept.remove(key);
		if (found == null) {
			closeAll();
		}
		return Optional.ofNullable(found);
	}

	/**
	 * Keeps a sidecar.
	 * @return false if it cannot be kept: one like it is, or the JVM is ending
	 */
	synchronized boolean keep(Key key, ShimmySidecar sidecar) {
		hook();
		return !this.ending && this.kept.putIfAbsent(key, sidecar) == null;
	}

	private void hook() {
		if (this.hooked) {
			return;
		}
		Thread hook = new Thread(this::end, "shimmy-exit");
		// Not that of the context that happens to be the first to close.
		hook.setContextClassLoader(KeptSidecars.class.getClassLoader());
		try {
			Runtime.getRuntime().addShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			this.ending = true;
		}
		this.hooked = true;
	}

	/** What contexts keep after this, while the same JVM ends, is theirs to close. */
	synchronized void end() {
		this.ending = true;
		closeAll();
	}

	private void closeAll() {
		List<ShimmySidecar> unwanted = new ArrayList<>(this.kept.values());
		this.kept.clear();
		unwanted.forEach(ShimmySidecar::close);
	}

	/**
	 * Everything that shapes a server.
	 *
	 * @param options what the user wants of it
	 * @param home where its files are
	 */
	record Key(SidecarOptions options, ShimmyHome home) {
	}

}
