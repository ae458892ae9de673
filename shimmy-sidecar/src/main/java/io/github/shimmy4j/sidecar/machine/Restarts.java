package io.github.shimmy4j.sidecar.machine;

import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.StartCause;
import org.jspecify.annotations.Nullable;

/**
 * Whether what ended is started again, by what came of it since somebody asked for a
 * start.
 */
public final class Restarts {

	private final RestartPolicy policy;

	private final RestartHistory history;

	private boolean everReady;

	/** How often an obstacle was met since the model was last ready. */
	private int obstacles;

	private @Nullable ModelReference lastServed;

	Restarts(RestartPolicy policy, RestartHistory history) {
		this.policy = policy;
		this.history = history;
	}

	/** A start that somebody asked for, as against a restart. */
	void begin(StartCause cause, ModelReference model) {
		// What is gone back to has served before.
		this.everReady = cause == StartCause.SWITCH_BACK || model.equals(this.lastServed);
		this.history.clear();
		this.obstacles = 0;
	}

	/** The model is ready. */
	void served(ModelReference model) {
		this.everReady = true;
		this.lastServed = model;
		this.obstacles = 0;
	}

	/** What ends the start of a model that never served; starters can act on it. */
	static Optional<ShimmyException> newsForStarters(ShimmyException failure) {
		return Optional.of(failure).filter((known) -> RestartPolicy.isPermanent(known, false));
	}

	/** Decides after a failure; a restart that counts does so from then on. */
	RestartPolicy.Decision decide(ShimmyException failure) {
		RestartPolicy.Decision decision = this.policy.decide(failure, this.everReady, this.history.count(),
				this.obstacles);
		if (decision instanceof RestartPolicy.Restart restart) {
			if (restart.counts()) {
				this.history.add();
			}
			else {
				this.obstacles++;
			}
		}
		return decision;
	}

}
