package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** What those get who want a server where none runs. */
final class NotRunning {

	private NotRunning() {
	}

	/** Says why, in a clause that follows "it". */
	static ShimmyException since(String why) {
		return new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The sidecar does not run: it " + why);
	}

}
