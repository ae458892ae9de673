package io.github.shimmy4j.sidecar.machine;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/** What those get who want a server where none runs. */
public final class NotRunning {

	private NotRunning() {
	}

	/** Says why, in a clause that follows "it". */
	public static ShimmyException since(String why) {
		return new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The sidecar does not run: it " + why);
	}

	/**
	 * Why nobody can wait for a server in this state; null where one is there, or due.
	 */
	static @Nullable ShimmyException in(SidecarState state) {
		return switch (state.phase()) {
			case STARTING, READY, BACKING_OFF -> null;
			case FAILED -> ((SidecarState.Failed) state).reason();
			case STOPPED -> since("was not started, or was stopped");
			case STOPPING -> since("is being stopped");
			case CLOSED -> since("was closed");
		};
	}

}
