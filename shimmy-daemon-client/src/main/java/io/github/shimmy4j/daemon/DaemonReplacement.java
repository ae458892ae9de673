package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.Reply;
import io.github.shimmy4j.text.PrintableLogger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ends a daemon that is older than this client, if it is idle. */
final class DaemonReplacement {

	private static final PrintableLogger logger = PrintableLogger.of(DaemonReplacement.class);

	/** Path of the daemon's route that tells what it is doing. */
	static final String STATUS = "/v1/status";

	private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(5);

	private final DaemonSearch search;

	private final DaemonHttp http;

	private final DaemonAge age;

	DaemonReplacement(DaemonSearch search, DaemonHttp http, DaemonAge age) {
		this.search = search;
		this.http = http;
		this.age = age;
	}

	/**
	 * Ends a daemon that has just proven itself.
	 * @param daemon the older daemon
	 * @param allowed whether this program may start another one
	 * @param watch woken when the process has ended
	 * @param patience the longest wait for its end
	 * @throws ShimmyException DAEMON_INCOMPATIBLE if it is busy, does not end, or may not
	 * be replaced
	 */
	void end(DaemonRecord daemon, boolean allowed, StateWatch watch, Patience patience) throws InterruptedException {
		if (!allowed) {
			throw incompatible(daemon, "this program may not start another");
		}
		// Found before the proof: were its id given to another process after the proof,
		// this handle would not signal that one.
		Optional<ProcessHandle> process = ProcessHandle.of(daemon.pid());
		if (process.isEmpty() || !daemon.equals(this.search.look().found())) {
			return;
		}
		String work = work(daemon);
		if (!work.isEmpty()) {
			throw incompatible(daemon, work);
		}
		logger.info("Ending {}, which is idle and older than {}", daemon, this.age.client());
		process.get().onExit().thenRun(watch::wake);
		process.get().destroy();
		while (process.get().isAlive()) {
			if (patience.isOver()) {
				throw incompatible(daemon, "it has not ended since it was told to");
			}
			patience.await();
		}
	}

	/** A clause that says what keeps a daemon busy; empty if it is idle. */
	private String work(DaemonRecord daemon) throws InterruptedException {
		try {
			Reply reply = this.http.get(daemon, STATUS, DaemonProof.ownerKey(daemon.nonce()), STATUS_TIMEOUT);
			if (!reply.ok()) {
				return "it does not tell whether it is busy (status %d)".formatted(reply.status());
			}
			return work(JsonMapper.shared().readTree(reply.body()));
		}
		catch (IOException | JacksonException ex) {
			return "it does not tell whether it is busy (%s)".formatted(ex);
		}
	}

	/**
	 * Daemons that tell whether they are idle count embeddings, and a model that is being
	 * fetched or loaded, which have no slot.
	 */
	private static String work(JsonNode status) {
		JsonNode idle = status.path("idle");
		JsonNode busy = status.path("slots").path("busy");
		JsonNode waiting = status.path("queue").path("waiting");
		int known = busy.asInt(0) + waiting.asInt(0);
		if (!idle.isBoolean() && !(busy.isNumber() && waiting.isNumber())) {
			return "it does not tell whether it is busy";
		}
		if (idle.isBoolean() ? idle.booleanValue() : known == 0) {
			return "";
		}
		return (known > 0)
				? "it is busy: %d answers under way, %d requests waiting".formatted(busy.asInt(0), waiting.asInt(0))
				: "it is busy with embeddings, or with a model that is being fetched or loaded";
	}

	private ShimmyException incompatible(DaemonRecord daemon, String why) {
		return new ShimmyException(ShimmyErrorCode.DAEMON_INCOMPATIBLE,
				"The %s is older than this program, which needs version %s or newer, and %s".formatted(daemon,
						this.age.client(), why));
	}

}
