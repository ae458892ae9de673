package io.github.shimmy4j.autoconfigure.diagnostics;

import java.util.List;

import io.github.shimmy4j.failure.OutputExcerpt;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells what happened and what to do, for every reason there is. It comes before Boot's
 * own analyzers, which would describe a value refused by our rules as one that cannot be
 * bound.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ShimmyFailureAnalyzer extends AbstractFailureAnalyzer<ShimmyException> {

	/** What is on a screen; the log has more at DEBUG. */
	private static final int MAX_LINES = 20;

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ShimmyException cause) {
		return new FailureAnalysis(description(cause),
				action(cause.code()) + "\n\nSee docs/errors.md, heading " + cause.code() + ".", cause);
	}

	private static String description(ShimmyException cause) {
		StringBuilder description = new StringBuilder().append(cause.getMessage())
			.append(" (")
			.append(cause.code())
			.append(").");
		List<String> tail = cause.outputTail();
		if (!tail.isEmpty()) {
			description.append("\n\nLast output of the process:\n");
			OutputExcerpt.of(tail, MAX_LINES).forEach((line) -> description.append("    ").append(line).append('\n'));
		}
		return description.toString();
	}

	private static String action(ShimmyErrorCode code) {
		return switch (code) {
			case INVALID_CONFIGURATION -> "Correct the property in your application's configuration. "
					+ "docs/configuration.md lists every key with what it allows.";
			case BINARY_NOT_FOUND ->
				"Add the dependency io.github.shimmy4j:shimmy-embedded-engine, which needs no binary; or set "
						+ "shimmy.shimmy-path to a shimmy binary, or put one on PATH; or let one be built in five to "
						+ "ten minutes: shimmy.binary.install=cargo (Rust, cmake, clang), which does: cargo install "
						+ "shimmy --version 1.7.4 --locked --bin shimmy";
			case BINARY_NOT_EXECUTABLE ->
				"Point shimmy.shimmy-path at the shimmy program itself, and make it executable: chmod +x FILE. For the "
						+ "embedded engine, set SHIMMY4J_HOME, or the system property java.io.tmpdir, to a directory on a "
						+ "file system that is not mounted noexec.";
			case BINARY_INCOMPATIBLE -> "Use a shimmy 1.x or 2.x that was built for this machine: run it with "
					+ "--version to see what the operating system says, or build one with scripts/install-shimmy.";
			case MODEL_NOT_FOUND -> "Set shimmy.model to a GGUF file that exists, to a name of the catalog such as "
					+ "smollm2-135m-instruct, or to the name of a file in shimmy.models-dir.";
			case NOT_A_MODEL -> "Set shimmy.model to a file in the GGUF format; it begins with the letters GGUF and "
					+ "is as long as its header says.";
			case UNSUPPORTED_MODEL ->
				"Set shimmy.model to a model that the server runs (shimmy 1.x: with a chat template of ChatML or "
						+ "Llama 3; shimmy 2.x: of quantisation Q4_0, Q8_0, Q4_K_M and others), or let one of the servers "
						+ "that the message names run it: shimmy.binary.source=embedded, or shimmy.shimmy-path. Where "
						+ "memory is short, lower the embedded engine's context: shimmy.args=--ctx,2048";
			case CHECKSUM_MISMATCH -> "Start again to fetch it anew. If it happens again, something between here and "
					+ "the source changes files: fetch it by other means and set shimmy.model, or shimmy.shimmy-path, "
					+ "to the file.";
			case DOWNLOAD_FAILED -> "Check the network and the proxy settings, or fetch the model by other means and "
					+ "set shimmy.model to the file.";
			case LICENSE_NOT_ACCEPTED -> "Read the licence and, if you accept it, add its name to "
					+ "shimmy.model-source.accept-license; or choose a model with a permissive licence.";
			case MODEL_IN_USE -> "Stop the server that serves the model, or let it serve another, or wait until "
					+ "it has been fetched or imported; then try again.";
			case INSTALL_FAILED -> "Read what went wrong above, and start again; or choose another way with "
					+ "shimmy.binary.install; or install shimmy by other means and set shimmy.shimmy-path to it.";
			case DIRECTORY_NOT_WRITABLE -> "Make the directory writable for this user, or choose another: "
					+ "shimmy.models-dir for models, the environment variable SHIMMY4J_HOME for everything.";
			case DISK_FULL -> "Free space on that disk, or choose a directory on another: shimmy.models-dir for "
					+ "models, the environment variable SHIMMY4J_HOME for everything.";
			case PORT_IN_USE -> "Set shimmy.preferred-port to 0 for any free port, widen shimmy.port-range, or stop "
					+ "what listens on those ports.";
			case SYSTEM_LIMIT -> "Raise the limit that the message names, or end processes of this user: ulimit -u, "
					+ "ulimit -n, LimitNPROC and TasksMax of a service, pids_limit of a container.";
			case START_FAILED -> "Read the process's last output above, correct shimmy.args or shimmy.env, and try "
					+ "the same command by hand (logging.level.io.github.shimmy4j=debug shows it).";
			case START_TIMEOUT -> "Raise shimmy.health-timeout if the model is large or the machine is slow; "
					+ "otherwise read what it was waiting for above.";
			case HEALTHCHECK_FAILED -> "The server cannot run this model: read its last output above, and choose "
					+ "another model or quantisation with shimmy.model.";
			case CRASH_LOOP -> "Read why the server ended above. shimmy.max-restarts and shimmy.restart.window say "
					+ "how often it is started again.";
			case NOT_RUNNING -> "Call ShimmySidecar.start(), or set shimmy.auto-start=true.";
			case NOT_READY -> "Wait for the sidecar with ShimmySidecar.ensureReady(timeout) before the first call.";
			case SIDECAR_LOST ->
				"Call again: the server is being started anew. If it happens again, read its last " + "output above.";
			case GENERATION_FAILED -> "Ask differently: shimmy 1.x cannot emit characters that span several tokens, "
					+ "such as Korean or emoji, with every model. Or the answer does not follow its JSON schema: raise "
					+ "max_tokens, simplify the schema, or avoid oneOf whose alternatives overlap.";
			case GENERATION_TIMEOUT -> "Raise the limit that the message names.";
			case ANSWER_TRUNCATED, INVALID_RESPONSE -> "Call again. If it happens again, look at the server's output "
					+ "(logging.level.io.github.shimmy4j=debug).";
			case CONTEXT_EXCEEDED -> "Shorten the prompt, or let a memory advisor keep fewer messages.";
			case UNSUPPORTED_REQUEST ->
				"Leave out what the server cannot do, or use another provider for such " + "requests.";
			case REQUEST_REJECTED -> "Correct the request as the message says.";
			case AUTHENTICATION_FAILED -> "Set shimmy.api-key to the key of the server at shimmy.base-url.";
			case OVERLOADED -> "Call again later, or send fewer requests at once.";
			case INTERNAL -> "This is a defect of shimmy4j: please report it with the stack trace (--debug).";
		};
	}

}
