package io.github.shimmy4j.sidecar.launch;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.failure.OutputExcerpt;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.LoaderComplaint;
import io.github.shimmy4j.process.ProcessLimits;

/**
 * Finds the reason of an exit in its status and the end of its output.
 *
 * @param status exit status, 128 + n for signal n
 * @param output last lines of the output
 * @param searched description of where the server looked for the model
 * @param outOfMemory whether the kernel killed a process for lack of memory since the
 * spawn
 */
record ExitDiagnosis(int status, List<String> output, String searched, boolean outOfMemory) {

	private static final int FIRST_SIGNAL = 128;

	private static final int ILLEGAL_INSTRUCTION = FIRST_SIGNAL + 4;

	private static final int ABORT = FIRST_SIGNAL + 6;

	static final int KILL = FIRST_SIGNAL + 9;

	/** Shells, {@code setsid} and loaders end with these if they cannot run a program. */
	private static final Set<Integer> CANNOT_RUN = Set.of(126, 127);

	private static final int USAGE = 2;

	private static final int PANIC = 101;

	/** From {@code sysexits.h}, as the two below; the embedded engine uses them. */
	private static final int MODEL_UNUSABLE = 65;

	private static final int PLATFORM_UNSUPPORTED = 69;

	/** No directory allows the engine's native code to be executed. */
	private static final int NOWHERE_TO_RUN = 77;

	/** Messages of Rust on Linux, macOS and Windows, of Java, and of llama-server. */
	private static final List<String> PORT_TAKEN = List.of("(os error 98)", "(os error 48)", "(os error 10048)",
			"Address already in use", "couldn't bind HTTP server socket");

	/** llama-server's messages, with which it ends with status 1. */
	private static final Pattern UNKNOWN_ARGUMENT = Pattern.compile("error: invalid argument: (\\S+)");

	private static final String MODEL_NOT_LOADED = "exiting due to model loading error";

	private static final String PROJECTOR_NOT_LOADED = "failed to load multimodal model";

	private static final String PROJECTOR_COMPLAINT = "mtmd_init_from_file: error: ";

	/** A JVM aborts after this line. */
	private static final String ILLEGAL_INSTRUCTION_OF_JVM = "SIGILL (0x4)";

	boolean isPortTaken() {
		return PORT_TAKEN.stream().anyMatch(this::printed);
	}

	/** The failure of a server that was not ready yet. */
	ShimmyException beforeReady() {
		ShimmyException failure = endedBeforeReady();
		// A server that was killed by a signal did not meet a limit of processes itself.
		return (this.status < FIRST_SIGNAL || this.status == ABORT) ? ProcessLimits.failure(failure) : failure;
	}

	private ShimmyException endedBeforeReady() {
		if (printed("No models available")) {
			return failure(ShimmyErrorCode.MODEL_NOT_FOUND,
					"The server found no model that it can run; it searched %s".formatted(this.searched));
		}
		Optional<String> unknown = unknownArgument();
		if (unknown.isPresent()) {
			return failure(ShimmyErrorCode.BINARY_INCOMPATIBLE, "The server does not know its argument '%s': %s"
				.formatted(unknown.get(), LlamaServerArguments.origin(unknown.get())));
		}
		if (this.status == ILLEGAL_INSTRUCTION || printed(ILLEGAL_INSTRUCTION_OF_JVM)) {
			return failure(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"The server was built for another processor: it has an instruction that this one does not know (signal 4)");
		}
		if (printed(PROJECTOR_NOT_LOADED)) {
			return failure(ShimmyErrorCode.UNSUPPORTED_MODEL,
					"The server cannot load the projector for this model" + projectorComplaint());
		}
		if (this.status == MODEL_UNUSABLE || printed(MODEL_NOT_LOADED)) {
			return failure(ShimmyErrorCode.UNSUPPORTED_MODEL, "The server cannot load the model");
		}
		if (this.status == NOWHERE_TO_RUN) {
			return failure(ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
					"The embedded engine found no directory from which its native library can be run");
		}
		Optional<String> complaint = LoaderComplaint.in(this.output);
		if (complaint.isPresent()) {
			return failure(ShimmyErrorCode.BINARY_INCOMPATIBLE, "The server " + complaint.get());
		}
		if (this.status == PLATFORM_UNSUPPORTED || CANNOT_RUN.contains(this.status)) {
			return failure(ShimmyErrorCode.BINARY_INCOMPATIBLE, "The server cannot run on this machine");
		}
		return failure(ShimmyErrorCode.START_FAILED, "The server %s before it was ready%s".formatted(ending(), why()));
	}

	/** The failure of a server that was ready. */
	ShimmyException afterReady() {
		return failure(ShimmyErrorCode.SIDECAR_LOST, "The server %s%s".formatted(ending(), why()));
	}

	/** The decisive line of the output, for health and logs; not a stack trace. */
	private String why() {
		return OutputExcerpt.decisiveLine(this.output).map(": "::concat).orElse("");
	}

	/** Such as a mismatch of the sizes of the model and the projector. */
	private String projectorComplaint() {
		return this.output.stream()
			.filter((line) -> line.contains(PROJECTOR_COMPLAINT))
			.findFirst()
			.map((line) -> ": " + line.substring(line.indexOf(PROJECTOR_COMPLAINT) + PROJECTOR_COMPLAINT.length()))
			.orElse("");
	}

	private ShimmyException failure(ShimmyErrorCode code, String message) {
		return new ShimmyException(code, message, null, this.status, this.output);
	}

	private Optional<String> unknownArgument() {
		return this.output.stream()
			.map(UNKNOWN_ARGUMENT::matcher)
			.filter(Matcher::find)
			.map((matcher) -> matcher.group(1))
			.findFirst();
	}

	private boolean printed(String text) {
		return this.output.stream().anyMatch((line) -> line.contains(text));
	}

	private String ending() {
		return switch (this.status) {
			case USAGE -> "rejected its arguments (status 2)";
			case PANIC -> "panicked (status 101)";
			case ABORT -> "aborted (signal 6), most likely over a request, which is not sent again";
			case KILL ->
				this.outOfMemory ? "was killed by the kernel for lack of memory (signal 9)" : "was killed (signal 9)";
			default -> (this.status > FIRST_SIGNAL) ? "was ended by signal " + (this.status - FIRST_SIGNAL)
					: "ended with status " + this.status;
		};
	}

}
