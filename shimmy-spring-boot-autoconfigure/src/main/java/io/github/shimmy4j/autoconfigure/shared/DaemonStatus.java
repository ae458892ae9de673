package io.github.shimmy4j.autoconfigure.shared;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The daemon's account of itself and its server.
 *
 * @param state whether the server can answer
 * @param answered whether a daemon has said so
 * @param details what is known, by name, in the order in which it is shown
 * @param failure why it cannot answer now; null if it can or the reason is unknown
 */
public record DaemonStatus(State state, boolean answered, Map<String, Object> details,
		@Nullable ShimmyException failure) {

	private static final String LAST_FAILURE = "lastFailure";

	private static final String MODEL = "model";

	private static final String PHASE = "phase";

	private static final String REASON = "reason";

	public DaemonStatus {
		details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
	}

	/**
	 * Reads the answer of a daemon.
	 * @param daemon the daemon; null if its file has gone meanwhile
	 * @param said the document of {@code /v1/status}
	 */
	static DaemonStatus of(@Nullable DaemonRecord daemon, JsonNode said) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (daemon != null) {
			details.put("daemon",
					Map.of("address", daemon.address(), "pid", daemon.pid(), "version", daemon.version()));
		}
		said.propertyStream()
			.forEach((field) -> details.put(field.getKey(),
					JsonMapper.shared().convertValue(field.getValue(), Object.class)));
		State state = State.of(said.path("status").asString(""));
		boolean failed = state == State.DOWN || (state == State.STARTING && said.has(LAST_FAILURE));
		return new DaemonStatus(state, true, details, failed ? failure(said) : null);
	}

	/**
	 * Whether the daemon's model will not be ready unless somebody acts: its start has
	 * failed, or is repeated until an obstacle is gone. Restarts after a crash are few.
	 */
	boolean isStuck() {
		Object phase = this.details.get(PHASE);
		return this.failure != null && (Phase.FAILED.name().equals(phase)
				|| (Phase.BACKING_OFF.name().equals(phase) && this.failure.code().stage() == Stage.PREPARATION));
	}

	/**
	 * Whether a request is for the model that the daemon serves, and not for another one.
	 * @param asked name of the model in the request; empty means the served one
	 */
	boolean serves(String asked) {
		return asked.isEmpty() || asked.equals(this.details.get(MODEL))
				|| (this.details.get("aliases") instanceof Collection<?> aliases && aliases.contains(asked));
	}

	/** The activity of the daemon's model, as a clause. */
	String activity() {
		Object reason = this.details.get(REASON);
		return "its model '%s' is %s%s".formatted(this.details.getOrDefault("nextModel", this.details.get(MODEL)),
				this.details.get(PHASE), (reason != null) ? ", " + reason : "");
	}

	private static ShimmyException failure(JsonNode said) {
		JsonNode known = said.has(LAST_FAILURE) ? said.path(LAST_FAILURE) : said.path("lastGenerationFailure");
		String message = known.path("message").asString(said.path(REASON).asString("it does not say why"));
		return new ShimmyException(code(known.path("code").asString("")),
				"The daemon cannot serve its model '%s': %s".formatted(said.path(MODEL).asString(""), message));
	}

	/** A newer daemon may have codes that this application does not know. */
	private static ShimmyErrorCode code(String name) {
		try {
			return ShimmyErrorCode.valueOf(name);
		}
		catch (IllegalArgumentException ex) {
			return ShimmyErrorCode.START_FAILED;
		}
	}

	/**
	 * There is no daemon.
	 * @param reason why
	 * @param starts whether the next call starts one
	 * @param start why the last start failed; null if none has
	 */
	static DaemonStatus none(ShimmyException reason, boolean starts, @Nullable ShimmyException start) {
		boolean asleep = starts && start == null && reason.code() == ShimmyErrorCode.DAEMON_NOT_RUNNING;
		ShimmyException shown = (start != null) ? start : reason;
		Map<String, Object> details = new LinkedHashMap<>();
		details.put(REASON, asleep ? "no daemon runs; the next call starts it" : "there is no daemon");
		if (!asleep) {
			details.put(LAST_FAILURE, SidecarDetails.Failure.of(shown));
		}
		return new DaemonStatus(asleep ? State.STOPPED : State.DOWN, false, details, asleep ? null : shown);
	}

	/** This application uses no daemon; the reason is a sentence. */
	static DaemonStatus skipped(String reason) {
		return new DaemonStatus(State.STOPPED, false, Map.of(REASON, reason), null);
	}

	/** Whether the daemon's server can answer. */
	public enum State {

		/** It can. */
		OK,

		/** It is being started; calls wait for it. */
		STARTING,

		/** It was stopped, or no daemon runs; the next call starts what is missing. */
		STOPPED,

		/** It has failed, or there is no daemon and will be none. */
		DOWN,

		/** Nobody knows. */
		UNKNOWN;

		private static State of(String word) {
			for (State each : values()) {
				if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
					return each;
				}
			}
			return UNKNOWN;
		}

	}

}
