package io.github.shimmy4j.failure;

/**
 * Every reason for which a start, a check or a call of a shimmy server can fail, with
 * everything that is known about the reason beforehand. Each has a heading of the same
 * name in {@code docs/errors.md}.
 */
public enum ShimmyErrorCode {

	/** A setting has an unknown name or a value outside what is allowed. */
	INVALID_CONFIGURATION(Kind.USER, Stage.REQUEST, 503, Again.FAILS, "Correct the setting that the message names."),

	/** There is no shimmy binary at the configured path, or in any searched place. */
	BINARY_NOT_FOUND(Kind.USER, Stage.PREPARATION, 503, Again.FAILS,
			"Add the dependency io.github.shimmy4j:shimmy-embedded-engine, which needs no binary; or set %s to a shimmy "
					+ "binary, or put one on PATH; or set %s to download and %s to llama-server, which fetches llama.cpp's "
					+ "own server (17 to 32 MB); or set %2$s to cargo, which builds a shimmy in five to ten minutes (with "
					+ "Rust, cmake and clang), as 'cargo install shimmy --version 1.7.4 --locked --bin shimmy' does.",
			Setting.BINARY, Setting.INSTALL, Setting.BINARY_SOURCE),

	/** The configured binary exists but may not be executed, or is not a program. */
	BINARY_NOT_EXECUTABLE(Kind.USER, Stage.PREPARATION, 503, Again.FAILS,
			"Set %s to the shimmy program itself, and make it executable: chmod +x FILE. For the embedded engine, set "
					+ "SHIMMY4J_HOME, or the system property java.io.tmpdir, to a directory on a file system that is not "
					+ "mounted noexec.",
			Setting.BINARY),

	/** The binary is a program, but not a shimmy that can run on this machine. */
	BINARY_INCOMPATIBLE(Kind.ENVIRONMENT, Stage.PREPARATION, 503, Again.FAILS,
			"Install the library that the message names, if it names one (libgomp.so.1 is in the package libgomp1 of Debian "
					+ "and Ubuntu, libssl.so.3 in libssl3). Or use a shimmy 1.x or 2.x, or a llama-server, that was built "
					+ "for this machine: run it with --version to see what the operating system says. The dependency "
					+ "io.github.shimmy4j:shimmy-embedded-engine needs neither a binary nor a GPU."),

	/** The model is not a file, a catalog name or an id that the registry knows. */
	MODEL_NOT_FOUND(Kind.USER, Stage.PREPARATION, 503, Again.FAILS,
			"Set %s to a GGUF file that exists, to a name of the catalog such as smollm2-135m-instruct, to "
					+ "hf:owner/repository/file.gguf, or to the name of a file in %s.",
			Setting.MODEL, Setting.MODELS_DIRECTORY),

	/** The model file is not a GGUF file, or is incomplete. */
	NOT_A_MODEL(Kind.USER, Stage.PREPARATION, 503, Again.FAILS,
			"Set %s to a file in the GGUF format; it begins with the letters GGUF and is as long as its header says. "
					+ "Remove a file that breaks off, and fetch it again.",
			Setting.MODEL),

	/**
	 * The server cannot run the model's quantisation or architecture, or cannot apply its
	 * chat template.
	 */
	UNSUPPORTED_MODEL(Kind.USER, Stage.PREPARATION, 503, Again.FAILS,
			"Set %s to a model that the server runs (shimmy 1.x: with a chat template of ChatML or Llama 3; shimmy 2.x: "
					+ "of quantisation Q4_0, Q8_0, Q4_K_M and others), or let one of the servers that the message names "
					+ "run it: set %s to embedded, or set %s, or have one installed with %s. Where memory is short, lower "
					+ "the embedded engine's context: add --ctx,2048 to %s.",
			Setting.MODEL, Setting.BINARY_SOURCE, Setting.BINARY, Setting.INSTALL, Setting.ARGUMENTS),

	/**
	 * A downloaded file has the wrong size or SHA-256, or an installed binary was
	 * changed.
	 */
	CHECKSUM_MISMATCH(Kind.ENVIRONMENT, Stage.START, 503, Again.FAILS,
			"Start again to download it anew. If it happens again, a proxy or mirror alters the file: "
					+ "download it by other means and set %s, or %s, to the file.",
			Setting.MODEL, Setting.BINARY),

	/** A model could not be fetched from any of its sources. */
	DOWNLOAD_FAILED(Kind.ENVIRONMENT, Stage.PREPARATION, 503, Again.MAY_WORK,
			"Check the network and the proxy settings, or fetch the model by other means and set %s to the file.",
			Setting.MODEL),

	/** The model's licence must be accepted first, and no setting accepts it. */
	LICENSE_NOT_ACCEPTED(Kind.USER, Stage.PREPARATION, 503, Again.FAILS,
			"Read the licence and, if you accept it, add its name to %s; or choose a model with a permissive licence.",
			Setting.ACCEPTED_LICENSES),

	/** This or another application serves, imports or fetches the model right now. */
	MODEL_IN_USE(Kind.USER, Stage.PREPARATION, 503, Again.MAY_WORK,
			"Stop the server that serves the model, or let it serve another, or wait until it has been fetched or "
					+ "imported; then try again."),

	/** A shimmy binary could not be downloaded or built. */
	INSTALL_FAILED(Kind.ENVIRONMENT, Stage.START, 503, Again.MAY_WORK,
			"Read what the message says, and start again; or choose another way with %s; or install shimmy by other means "
					+ "and set %s to it.",
			Setting.INSTALL, Setting.BINARY),

	/** A directory must be written to, and this user cannot. */
	DIRECTORY_NOT_WRITABLE(Kind.ENVIRONMENT, Stage.PREPARATION, 503, Again.FAILS,
			"Make the directory writable for this user, or choose another: %s for models, the environment variable "
					+ "SHIMMY4J_HOME for everything.",
			Setting.MODELS_DIRECTORY),

	/** The disk that holds the models or the state is full. */
	DISK_FULL(Kind.RESOURCES, Stage.PREPARATION, 503, Again.FAILS,
			"Free space on that disk, or choose a directory on another: %s for models, the environment variable "
					+ "SHIMMY4J_HOME for everything.",
			Setting.MODELS_DIRECTORY),

	/** Every port of the configured range is taken. */
	PORT_IN_USE(Kind.RESOURCES, Stage.PREPARATION, 503, Again.FAILS,
			"Set %s to 0 for any free port, widen %s, or stop what listens on those ports.", Setting.PORT,
			Setting.PORT_RANGE),

	/** This user or control group may have no more processes, threads or open files. */
	SYSTEM_LIMIT(Kind.RESOURCES, Stage.PREPARATION, 503, Again.FAILS,
			"Raise the limit that the message names, or end processes of this user: ulimit -u, ulimit -n, LimitNPROC and "
					+ "TasksMax of a service, pids_limit of a container."),

	/** The server process ended before it was ready. */
	START_FAILED(Kind.ENVIRONMENT, Stage.START, 503, Again.FAILS,
			"Read the last output of the process, correct %s or %s, and try the same command by hand (with %s set to "
					+ "debug, the log shows it).",
			Setting.ARGUMENTS, Setting.ENVIRONMENT, Setting.LOG_LEVEL),

	/** The server was not ready within the health timeout after its process start. */
	START_TIMEOUT(Kind.RESOURCES, Stage.START, 503, Again.FAILS,
			"Raise %s if the model is large or the machine is slow; otherwise read what the server was waiting for.",
			Setting.HEALTH_TIMEOUT),

	/** The server answers but could not generate one token. */
	HEALTHCHECK_FAILED(Kind.ENVIRONMENT, Stage.START, 503, Again.FAILS,
			"The server cannot run this model: read its last output, and choose another model or quantisation with "
					+ "%s. If it was too slow, raise %s.",
			Setting.MODEL, Setting.HEALTH_TIMEOUT),

	/** The server has ended too often to be restarted again. */
	CRASH_LOOP(Kind.ENVIRONMENT, Stage.REQUEST, 503, Again.FAILS,
			"Read why the server ended. %s and %s say how often it is started again.", Setting.MAX_RESTARTS,
			Setting.RESTART_WINDOW),

	/** No server was started, or it was stopped on request. */
	NOT_RUNNING(Kind.USER, Stage.REQUEST, 503, Again.FAILS, "Start the server, or set %s to true.", Setting.AUTO_START),

	/** The server did not become ready within the caller's time limit. */
	NOT_READY(Kind.RESOURCES, Stage.REQUEST, 503, Again.MAY_WORK,
			"Wait until the server is ready before the first call."),

	/** The server ended while a request was under way. */
	SIDECAR_LOST(Kind.ENVIRONMENT, Stage.ANSWER, 502, Again.MAY_WORK,
			"Call again: the server is being started anew. If it happens again, read its last output."),

	/** The server failed while it generated the answer. */
	GENERATION_FAILED(Kind.ENVIRONMENT, Stage.ANSWER, 502, Again.MAY_WORK,
			"Rephrase the request: shimmy 1.x cannot emit characters that span several tokens, such as Korean or emoji, with "
					+ "every model. Or the answer does not follow its JSON schema: raise max_tokens, simplify the schema, "
					+ "or avoid oneOf whose alternatives overlap. Or the model only thought: raise max_tokens, or set %s to off.",
			Setting.REASONING),

	/** The server was silent for too long during an answer. */
	GENERATION_TIMEOUT(Kind.RESOURCES, Stage.ANSWER, 504, Again.MAY_WORK, "Raise the limit that the message names."),

	/** The answer ended before the server had marked it as complete. */
	ANSWER_TRUNCATED(Kind.ENVIRONMENT, Stage.ANSWER, 502, Again.MAY_WORK,
			"Call again. If it happens again, look at the server's output: set %s to debug.", Setting.LOG_LEVEL),

	/** The server sent something that is not a chat completion. */
	INVALID_RESPONSE(Kind.ENVIRONMENT, Stage.ANSWER, 502, Again.FAILS,
			"Check that the server speaks OpenAI's protocol at %s. If it is shimmy4j's own, call again and look at its "
					+ "output: set %s to debug.",
			Setting.BASE_URL, Setting.LOG_LEVEL),

	/** Prompt and answer do not fit the server's limits. */
	CONTEXT_EXCEEDED(Kind.USER, Stage.REQUEST, 413, Again.FAILS,
			"Shorten the prompt, or keep fewer messages of the conversation; or set %s to more tokens, if the server takes a "
					+ "context and the memory holds it.",
			Setting.CONTEXT_SIZE),

	/** The request asks for something that this server cannot do. */
	UNSUPPORTED_REQUEST(Kind.USER, Stage.REQUEST, 400, Again.FAILS,
			"Leave out what the server cannot do, or use another provider for such requests."),

	/** The server rejected the request as malformed. */
	REQUEST_REJECTED(Kind.USER, Stage.REQUEST, 400, Again.FAILS, "Correct the request as the message says."),

	/** The server rejected the API key. */
	AUTHENTICATION_FAILED(Kind.USER, Stage.REQUEST, 502, Again.FAILS, "Set %s to the key of the server at %s.",
			Setting.API_KEY, Setting.BASE_URL),

	/** The server has too much to do. */
	OVERLOADED(Kind.RESOURCES, Stage.ANSWER, 503, Again.MAY_WORK, "Call again later, or send fewer requests at once."),

	/** There is no program that could be started as the daemon. */
	DAEMON_NOT_FOUND(Kind.USER, Stage.PREPARATION, 503, Again.FAILS,
			"Add the dependency io.github.shimmy4j:shimmy-daemon, or put shimmy4j on PATH, or set %s to the command that "
					+ "starts the daemon; or start the daemon yourself.",
			Setting.DAEMON_COMMAND),

	/** No daemon runs, and this program may not start one. */
	DAEMON_NOT_RUNNING(Kind.USER, Stage.REQUEST, 503, Again.FAILS,
			"Start the daemon, or set %s to true, so that it is started when it is needed.", Setting.DAEMON_SPAWN),

	/** The daemon ended, or did not answer, before it could be used. */
	DAEMON_START_FAILED(Kind.ENVIRONMENT, Stage.START, 503, Again.FAILS,
			"Correct the reason that the message, or the end of the daemon's log in it, names: a setting in config.toml or in "
					+ "the environment, or a file that is not this user's, which must be removed. Then try again, or start "
					+ "the daemon by hand to see its output."),

	/** The daemon that runs is too old for this program, and was not replaced. */
	DAEMON_INCOMPATIBLE(Kind.ENVIRONMENT, Stage.PREPARATION, 503, Again.MAY_WORK,
			"If the daemon is busy, try again when it is idle, which replaces it. If this program may not start another, set "
					+ "%s to true. If the older one was started by a command, correct %s. Or stop the older daemon yourself "
					+ "(kill PID) and start a newer one.",
			Setting.DAEMON_SPAWN, Setting.DAEMON_COMMAND),

	/** A defect in shimmy4j itself. */
	INTERNAL(Kind.BUG, Stage.START, 500, Again.FAILS,
			"This is a defect of shimmy4j: please report it with the stack trace.");

	private final Kind kind;

	private final Stage stage;

	private final int httpStatus;

	private final Again again;

	private final Remedy remedy;

	ShimmyErrorCode(Kind kind, Stage stage, int httpStatus, Again again, String remedy, Object... settings) {
		this.kind = kind;
		this.stage = stage;
		this.httpStatus = httpStatus;
		this.again = again;
		this.remedy = Remedy.of(remedy, settings);
	}

	/** Who, or what, has to change. */
	public Kind kind() {
		return this.kind;
	}

	/** Where the failure arises; decides whether another start of the server helps. */
	public Stage stage() {
		return this.stage;
	}

	/** Status of an HTTP response that reports the failure, from 400 to 599. */
	public int httpStatus() {
		return this.httpStatus;
	}

	/** Whether the same call may succeed later though nothing was changed. */
	public boolean isTransient() {
		return this.again == Again.MAY_WORK;
	}

	/** What a person can do about it, with settings that each front end names. */
	public Remedy remedy() {
		return this.remedy;
	}

	/** Who, or what, has to change so that the failure does not happen again. */
	public enum Kind {

		/** A setting or a request. */
		USER,

		/** The machine, its network, the binary or the model. */
		ENVIRONMENT,

		/** More time, memory, disk or ports. */
		RESOURCES,

		/** The code of shimmy4j. */
		BUG

	}

	/** Where a failure arises on the way from settings to an answer. */
	public enum Stage {

		/** In a setting or a request, which only a person can change. */
		REQUEST,

		/**
		 * Before a process exists: a file, a directory, a port or a limit is an obstacle.
		 * A new attempt costs almost nothing.
		 */
		PREPARATION,

		/**
		 * While a server is built, loaded and checked. A new attempt repeats all of it.
		 */
		START,

		/** While a ready server answers: the server may be broken. */
		ANSWER

	}

	/** The outcome of the same call later, if nothing was changed. */
	private enum Again {

		MAY_WORK, FAILS

	}

}
