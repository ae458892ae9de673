package io.github.shimmy4j.failure;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that users of shimmy4j meet: a reason, a message with values, and, if
 * a process was involved, its exit status and the end of its output. The message contains
 * no advice: {@link #remedy()} does, and each front end inserts its names of the
 * settings. Message, output and causes are printable, whatever foreign text they quote.
 */
public class ShimmyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Longer than any message of ours; cuts one that quotes unbounded text. */
	private static final int MAX_MESSAGE_LENGTH = 8000;

	private final ShimmyErrorCode code;

	private final @Nullable Integer exitStatus;

	private final List<String> outputTail;

	/**
	 * A failure without a process and without a cause.
	 * @param code the reason
	 * @param message what was tried, on what, and what happened
	 */
	public ShimmyException(ShimmyErrorCode code, String message) {
		this(code, message, null);
	}

	/**
	 * A failure with a cause.
	 * @param code the reason
	 * @param message what was tried, on what, and what happened
	 * @param cause what was caught, or null
	 */
	public ShimmyException(ShimmyErrorCode code, String message, @Nullable Throwable cause) {
		this(code, message, cause, null, List.of());
	}

	/**
	 * A failure of a process.
	 * @param code the reason
	 * @param message what was tried, on what, and what happened
	 * @param cause what was caught, or null
	 * @param exitStatus the process's exit status, 128 + n for signal n; null if it still
	 * ran
	 * @param outputTail last lines of the process's output, oldest first
	 */
	public ShimmyException(ShimmyErrorCode code, String message, @Nullable Throwable cause,
			@Nullable Integer exitStatus, List<String> outputTail) {
		super(PrintableText.of(Objects.requireNonNull(message, "message"), MAX_MESSAGE_LENGTH),
				(cause != null) ? PrintableText.of(cause) : null);
		this.code = Objects.requireNonNull(code, "code");
		this.exitStatus = exitStatus;
		this.outputTail = outputTail.stream().map(PrintableText::of).toList();
	}

	/** The cause of a future's failure if that has a code, else a failure INTERNAL. */
	public static ShimmyException causeOf(ExecutionException failure) {
		return (failure.getCause() instanceof ShimmyException known) ? known
				: new ShimmyException(ShimmyErrorCode.INTERNAL, "The sidecar failed: " + failure.getCause(), failure);
	}

	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/** The reason. */
	public ShimmyErrorCode code() {
		return this.code;
	}

	/** What a person can do about it, with settings that each front end names. */
	public Remedy remedy() {
		return this.code.remedy();
	}

	/** Exit status of the process, 128 + n for signal n; null if no process had ended. */
	public @Nullable Integer exitStatus() {
		return this.exitStatus;
	}

	/** Last lines of the process's output, oldest first; empty if there are none. */
	public List<String> outputTail() {
		return this.outputTail;
	}

}
