package io.github.shimmy4j.process;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/** One process that is about to be started. */
final class Spawn {

	private static final SecureRandom random = new SecureRandom();

	private final ProcessSpec spec;

	private final List<String> command;

	private final Consumer<OutputLine> listener;

	private final String nonce = ProcessIdentity.newNonce(random);

	/** The command is that of the specification, with the full path of the program. */
	Spawn(ProcessSpec spec, List<String> command, Consumer<OutputLine> listener) {
		this.spec = spec;
		this.command = command;
		this.listener = listener;
	}

	List<String> command() {
		return this.command;
	}

	/** Identifies the process and all that it starts. */
	String nonce() {
		return this.nonce;
	}

	/** Starts the command, or a wrapped one that becomes it. */
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
