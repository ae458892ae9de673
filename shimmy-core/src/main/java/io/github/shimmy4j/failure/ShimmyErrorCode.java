package io.github.shimmy4j.failure;

/**
 * Every reason for which launching, proving, supervising or calling a shimmy server can
 * fail. Each has a heading of the same name in {@code docs/errors.md}.
 */
public enum ShimmyErrorCode {

	/**
	 * A {@code shimmy.*} property has an unknown name or a value outside what is allowed.
	 */
	INVALID_CONFIGURATION(Kind.USER),

	/** No shimmy binary where one was named, or none in any place that was searched. */
	BINARY_NOT_FOUND(Kind.USER),

	/** The named binary exists but may not be executed, or is not a program. */
	BINARY_NOT_EXECUTABLE(Kind.USER),

	/** The binary is a program, but not a shimmy that can run on this machine. */
	BINARY_INCOMPATIBLE(Kind.ENVIRONMENT),

	/** The model is not a file, a catalog name or an id that the registry knows. */
	MODEL_NOT_FOUND(Kind.USER),

	/** The model file is not a GGUF file, or breaks off. */
	NOT_A_MODEL(Kind.USER),

	/**
	 * The server cannot run the model's quantisation or architecture, or cannot apply its
	 * chat template.
	 */
	UNSUPPORTED_MODEL(Kind.USER),

	/**
	 * The transfer of a model or a binary ended with another size or SHA-256 than it must
	 * have, or an installed binary was changed.
	 */
	CHECKSUM_MISMATCH(Kind.ENVIRONMENT),

	/** A model could not be fetched from any of its sources. */
	DOWNLOAD_FAILED(Kind.ENVIRONMENT),

	/** The model's licence needs a consent that nobody has given. */
	LICENSE_NOT_ACCEPTED(Kind.USER),

	/**
	 * The model is served, imported or fetched at this moment, by this application or by
	 * another.
	 */
	MODEL_IN_USE(Kind.USER),

	/** A shimmy binary could not be downloaded or built. */
	INSTALL_FAILED(Kind.ENVIRONMENT),

	/** A directory that must be written to cannot be. */
	DIRECTORY_NOT_WRITABLE(Kind.ENVIRONMENT),

	/** The disk that holds the models or the state is full. */
	DISK_FULL(Kind.RESOURCES),

	/** Every port of the configured range is taken. */
	PORT_IN_USE(Kind.RESOURCES),

	/**
	 * The system lets this user, or this control group, have no more processes, threads
	 * or open files.
	 */
	SYSTEM_LIMIT(Kind.RESOURCES),

	/** The server process ended before it was ready. */
	START_FAILED(Kind.ENVIRONMENT),

	/** The server was not ready within {@code shimmy.health-timeout} of its spawn. */
	START_TIMEOUT(Kind.RESOURCES),

	/** The server answers but could not generate one token. */
	HEALTHCHECK_FAILED(Kind.ENVIRONMENT),

	/** The server ended more often than {@code shimmy.max-restarts} allows. */
	CRASH_LOOP(Kind.ENVIRONMENT),

	/** Nothing was started, or it was stopped on request. */
	NOT_RUNNING(Kind.USER),

	/** The server did not become ready within the time this caller would wait. */
	NOT_READY(Kind.RESOURCES),

	/** The server ended while a request was under way. */
	SIDECAR_LOST(Kind.ENVIRONMENT),

	/** The server failed while it generated the answer. */
	GENERATION_FAILED(Kind.ENVIRONMENT),

	/** The server was silent for longer than it may be in an answer. */
	GENERATION_TIMEOUT(Kind.RESOURCES),

	/** The answer ended before the server said that it was whole. */
	ANSWER_TRUNCATED(Kind.ENVIRONMENT),

	/** The server sent something that is not a chat completion. */
	INVALID_RESPONSE(Kind.ENVIRONMENT),

	/** Prompt and answer do not fit the server's limits. */
	CONTEXT_EXCEEDED(Kind.USER),

	/** The request asks for something that this server cannot do. */
	UNSUPPORTED_REQUEST(Kind.USER),

	/** The server rejected the request as malformed. */
	REQUEST_REJECTED(Kind.USER),

	/** The server rejected the API key. */
	AUTHENTICATION_FAILED(Kind.USER),

	/** The server has too much to do. */
	OVERLOADED(Kind.RESOURCES),

	/** A defect in shimmy4j itself. */
	INTERNAL(Kind.BUG);

	private final Kind kind;

	ShimmyErrorCode(Kind kind) {
		this.kind = kind;
	}

	/**
	 * Who can mend it.
	 * @return the kind of this reason
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Whether the same call, made again later, may succeed though nobody has changed
	 * anything.
	 * @return true for a failure of the moment
	 */
	public boolean isTransient() {
		return switch (this) {
			case DOWNLOAD_FAILED, INSTALL_FAILED, MODEL_IN_USE, NOT_READY, SIDECAR_LOST, GENERATION_FAILED,
					GENERATION_TIMEOUT, ANSWER_TRUNCATED, OVERLOADED ->
				true;
			default -> false;
		};
	}

	/** Who, or what, has to change for a failure not to happen again. */
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

}
