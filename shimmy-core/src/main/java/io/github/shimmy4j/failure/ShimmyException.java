package io.github.shimmy4j.failure;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The one failure that users of shimmy4j meet: a reason, what was tried in words and
 * numbers, and, where a process was involved, its exit status and the end of its output.
 * Advice is not part of the message: it is the remedy, in which each front end names the
 * settings as its users know them. Message, output and causes are printable, whatever
 * foreign text they quote.
 */
public class ShimmyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Beyond any message of ours, in case one quotes what nobody has bounded. */
	private static final int MAX_MESSAGE_LENGTH = 8000;

	private final ShimmyErrorCode code;

	private final @Nullable Integer exitStatus;

	private final List<String> outputTail;

	/**
	 * A failure that no process has a part in.
	 * @param code the reason
	 * @param message what was tried, on what and how it ended
	 */
	public ShimmyException(ShimmyErrorCode code, String message) {
		this(code, message, null);
	}

	/**
	 * A failure with a cause.
	 * @param code the reason
	 * @param message what was tried, on what and how it ended
	 * @param cause what was caught, or null
	 */
	public ShimmyException(ShimmyErrorCode code, String message, @Nullable Throwable cause) {
		this(code, message, cause, null, List.of());
	}

	/**
	 * A failure of a process.
	 * @param code the reason
	 * @param message what was tried, on what and how it ended
	 * @param cause what was caught, or null
	 * @param exitStatus status the process ended with, 128 + n for signal n; null if it
	 * had not ended
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

	/**
	 * The failure that a future ended with.
	 * @param failure what its {@code get()} threw
	 * @return the failure with a code that caused it, or INTERNAL where there is none
	 */
	public static ShimmyException causeOf(ExecutionException failure) {
		return (failure.getCause() instanceof ShimmyException known) ? known
				: new ShimmyException(ShimmyErrorCode.INTERNAL, "The sidecar failed: " + failure.getCause(), failure);
	}

	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * The reason.
	 * @return the code
	 */
	public ShimmyErrorCode code() {
		return this.code;
	}

	/**
	 * What a person can do about it.
	 * @return sentences in which each front end names the settings
	 */
	public Remedy remedy() {
		return this.code.remedy();
	}

	/**
	 * Status that the process ended with, 128 + n for signal n.
	 * @return the status, or null if no process had ended
	 */
	public @Nullable Integer exitStatus() {
		return this.exitStatus;
	}

	/**
	 * End of the process's output, oldest line first.
	 * @return the lines; empty if there was no process or it was silent
	 */
	public List<String> outputTail() {
		return this.outputTail;
	}

}
