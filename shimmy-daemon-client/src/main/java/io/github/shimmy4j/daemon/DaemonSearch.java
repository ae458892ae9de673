package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.Reply;
import io.github.shimmy4j.storage.ForeignFileException;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks for this user's daemon, and lets it prove itself. */
final class DaemonSearch {

	/** A daemon answers in milliseconds. One that is slower is found by its lock. */
	private static final Duration LONGEST_PROOF = Duration.ofSeconds(2);

	private static final SecureRandom random = new SecureRandom();

	private final DaemonFile file;

	private final DaemonHttp http;

	private final Duration timeout;

	/**
	 * A search of nothing yet.
	 * @param home directories of the user
	 * @param http connections
	 * @param timeout longest wait for a proof, if it is less than 2 s
	 */
	DaemonSearch(ShimmyHome home, DaemonHttp http, Duration timeout) {
		this.file = new DaemonFile(home);
		this.http = http;
		this.timeout = (timeout.compareTo(LONGEST_PROOF) < 0) ? timeout : LONGEST_PROOF;
	}

	/**
	 * Loads the classes that read a proof, which takes a new JVM 250 to 350 ms, while a
	 * daemon starts.
	 */
	static void prepare() {
		String random = DaemonProof.random(DaemonSearch.random);
		DaemonProof.of(random, JsonMapper.shared().readTree("\"%s\"".formatted(random)).asString());
	}

	/**
	 * Looks once.
	 * @throws ShimmyException DAEMON_START_FAILED if the file is another user's, or no
	 * plain file; DIRECTORY_NOT_WRITABLE if it cannot be read
	 * @throws InterruptedException if the thread was interrupted
	 */
	Sighting look() throws InterruptedException {
		return look(null);
	}

	/** Looks once, and does not ask a daemon again that has not proven itself before. */
	Sighting look(@Nullable DaemonRecord unproven) throws InterruptedException {
		Optional<DaemonRecord> record = read();
		if (record.isEmpty()) {
			return new Sighting(null, false, OwnFile.exists(this.file.path())
					? "'%s' is damaged".formatted(this.file.path()) : "there is no '%s'".formatted(this.file.path()));
		}
		DaemonRecord daemon = record.get();
		if (daemon.equals(unproven)) {
			return new Sighting(daemon, false, "'%s' still names process %d".formatted(this.file.path(), daemon.pid()));
		}
		// The start of the process decides nothing here: after the system's clock was
		// set, Java tells another one. A wrong process cannot give the proof.
		if (ProcessHandle.of(daemon.pid()).filter(ProcessHandle::isAlive).isEmpty()) {
			return new Sighting(daemon, false,
					"process %d of '%s' has ended".formatted(daemon.pid(), this.file.path()));
		}
		String problem = askForProof(daemon);
		return new Sighting(daemon, problem == null, (problem != null)
				? "'%s' names process %d at %s, %s".formatted(this.file.path(), daemon.pid(), daemon.address(), problem)
				: daemon.toString());
	}

	private Optional<DaemonRecord> read() {
		try {
			return this.file.read();
		}
		catch (ForeignFileException ex) {
			throw new ShimmyException(ShimmyErrorCode.DAEMON_START_FAILED,
					"The daemon's file cannot be used: " + StorageFailure.words(ex), ex);
		}
		catch (IOException ex) {
			throw StorageFailure.of(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE,
					"The daemon's file '%s' cannot be read".formatted(this.file.path()), this.file.path(), ex);
		}
	}

	/** Null if the daemon has proven itself, else a clause that says what it did. */
	private @Nullable String askForProof(DaemonRecord daemon) throws InterruptedException {
		String challenge = DaemonProof.random(random);
		try {
			Reply reply = this.http.get(daemon, DaemonProof.PATH + "?" + DaemonProof.CHALLENGE + "=" + challenge, null,
					this.timeout);
			if (!reply.ok()) {
				return "where another program answers: status %d".formatted(reply.status());
			}
			JsonNode said = JsonMapper.shared().readTree(reply.body());
			return DaemonProof.matches(DaemonProof.of(daemon.nonce(), challenge), said.path("proof").asString(""))
					? null : "where another program answers: its proof is wrong";
		}
		catch (JacksonException ex) {
			return "where another program answers: it sent no JSON";
		}
		catch (IOException ex) {
			return "where nothing answers: " + PrintableText.of(ex.toString(), PrintableText.NAME_LENGTH);
		}
	}

	/**
	 * The outcome of one look.
	 *
	 * @param daemon the daemon that the file names, or null
	 * @param proven whether it has proven itself just now
	 * @param what a clause that says what was seen
	 */
	record Sighting(@Nullable DaemonRecord daemon, boolean proven, String what) {

		/** The daemon if it has proven itself, else null. */
		@Nullable DaemonRecord found() {
			return this.proven ? this.daemon : null;
		}

	}

}
