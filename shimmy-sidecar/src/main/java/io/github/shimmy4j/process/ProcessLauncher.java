package io.github.shimmy4j.process;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Consumer;

/**
 * The one place where processes of ours begin, so that whatever must hold for all of them
 * is done once.
 */
@FunctionalInterface
public interface ProcessLauncher {

	/**
	 * Starts a process and begins to read its output.
	 * @param spec what to start
	 * @param listener called with every line of output, on a thread of the reader
	 * @return the running process
	 * @throws IOException if the operating system refuses to start it
	 */
	ChildProcess launch(ProcessSpec spec, Consumer<OutputLine> listener) throws IOException;

	/**
	 * The launcher of this machine.
	 * @return a launcher by {@link ProcessBuilder}
	 */
	static ProcessLauncher system() {
		OwnSession session = OwnSession.find(System.getenv());
		SecureRandom random = new SecureRandom();
		return (spec, listener) -> {
			ProcessBuilder builder = new ProcessBuilder(session.wrap(spec.command()))
				.directory(spec.workingDirectory().toFile());
			builder.environment().clear();
			builder.environment().putAll(spec.environment());
			spec.secrets().forEach((name, secret) -> builder.environment().put(name, secret.reveal()));
			String nonce = ProcessIdentity.newNonce(random);
			builder.environment().put(ProcessIdentity.VARIABLE, nonce);
			return ChildProcess.adopt(builder.start(), nonce, spec.input(), listener);
		};
	}

}
