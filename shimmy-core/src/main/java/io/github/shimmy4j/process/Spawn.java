package io.github.shimmy4j.process;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/** One process about to be started. */
final class Spawn {

	private static final SecureRandom random = new SecureRandom();

	private final ProcessSpec spec;

	private final List<String> command;

	private final Consumer<OutputLine> listener;

	private final String nonce = ProcessIdentity.newNonce(random);

	/**
	 * Starts nothing yet.
	 * @param spec what was asked for
	 * @param command the same program and arguments, the program as it was found
	 * @param listener hears its output
	 */
	Spawn(ProcessSpec spec, List<String> command, Consumer<OutputLine> listener) {
		this.spec = spec;
		this.command = command;
		this.listener = listener;
	}

	List<String> command() {
		return this.command;
	}

	/** What it and all that it starts are known by. */
	String nonce() {
		return this.nonce;
	}

	/** Starts a command that is, or becomes, the program. */
	Process start(List<String> wrapped) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(wrapped).directory(this.spec.workingDirectory().toFile());
		builder.environment().clear();
		builder.environment().putAll(this.spec.environment());
		this.spec.secrets().forEach((name, secret) -> builder.environment().put(name, secret.reveal()));
		builder.environment().put(ProcessIdentity.VARIABLE, this.nonce);
		return builder.start();
	}

	ChildProcess adopt(Process process, Guard guard) {
		return ChildProcess.adopt(process, this.nonce, this.spec.input(), this.listener, guard);
	}

}
