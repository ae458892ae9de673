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
 * Sidecars that are kept after their context has ended, until a context with the same key
 * takes one over or the JVM ends.
 */
final class KeptSidecars {

	/** Survives a restart by spring-boot-devtools, which does not reload jars. */
	static final KeptSidecars OF_THIS_JVM = new KeptSidecars();

	private final Map<Key, ShimmySidecar> kept = new HashMap<>();

	private boolean hooked;

	private boolean ending;

	/**
	 * Hands over the kept sidecar with this key. If there is none, closes all others, so
	 * that their models leave memory before another one is loaded.
	 */
	synchronized Optional<ShimmySidecar> take(Key key) {
		ShimmySidecar found = this.kept.remove(key);
		if (found == null) {
			closeAll();
		}
		return Optional.ofNullable(found);
	}

	/** Keeps a sidecar; false if one with this key is kept or the JVM is ending. */
	synchronized boolean keep(Key key, ShimmySidecar sidecar) {
		hook();
		return !this.ending && this.kept.putIfAbsent(key, sidecar) == null;
	}

	private void hook() {
		if (this.hooked) {
			return;
		}
		Thread hook = new Thread(this::end, "shimmy-exit");
		// Else the thread would hold the class loader of the first context that closed.
		hook.setContextClassLoader(KeptSidecars.class.getClassLoader());
		try {
			Runtime.getRuntime().addShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			this.ending = true;
		}
		this.hooked = true;
	}

	/**
	 * After this, {@link #keep} refuses, and contexts close their sidecars themselves.
	 */
	synchronized void end() {
		this.ending = true;
		closeAll();
	}

	private void closeAll() {
		List<ShimmySidecar> closing = new ArrayList<>(this.kept.values());
		this.kept.clear();
		closing.forEach(ShimmySidecar::close);
	}

	/** A kept sidecar serves another context only if both are equal. */
	record Key(SidecarOptions options, ShimmyHome home) {
	}

}
