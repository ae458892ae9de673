package io.github.shimmy4j.sidecar.supervision;

import java.util.Optional;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.ExpectedServer;
import org.jspecify.annotations.Nullable;

/**
 * Facts that the last launch has found out about its server. It is kept when that server
 * ends, because the next one is probably the same. Only the mailbox's thread changes it.
 */
final class LastLaunch {

	private @Nullable ModelReference model;

	/** Null before the launch has chosen a program. */
	private volatile @Nullable ExpectedServer server;

	/** A launch begins. */
	void begins(ModelReference model) {
		if (!model.equals(this.model)) {
			this.server = null;
		}
		this.model = model;
	}

	/** The launch has found out more; less than before is of no interest. */
	void expects(ExpectedServer server) {
		if (server.model() != null || this.server == null) {
			this.server = server;
		}
	}

	/** The server has said what it can do. */
	void ready(ServerCapabilities capabilities) {
		ExpectedServer before = this.server;
		this.server = new ExpectedServer(capabilities, (before != null) ? before.model() : null);
	}

	Optional<ExpectedServer> server() {
		return Optional.ofNullable(this.server);
	}

}
