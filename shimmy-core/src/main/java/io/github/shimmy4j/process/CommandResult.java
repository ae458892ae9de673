package io.github.shimmy4j.process;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * A program's exit status and output.
 *
 * @param exitStatus status, 128 + n for signal n
 * @param output lines of standard output, up to
 * {@link CommandRunner#MAX_OUTPUT_CHARACTERS}
 * @param cut whether it printed more than that
 * @param outputTail last lines of standard output, then of standard error; none is blank
 */
public record CommandResult(int exitStatus, List<String> output, boolean cut, List<String> outputTail) {

	public CommandResult {
		output = List.copyOf(output);
		outputTail = List.copyOf(outputTail);
	}

	/** Whether the exit status is 0. */
	public boolean succeeded() {
		return this.exitStatus == 0;
	}

	/**
	 * The last line of standard error, else of standard output: most likely the reason of
	 * a failure. "no output" if there is none.
	 */
	public String lastLine() {
		return this.outputTail.isEmpty() ? "no output" : this.outputTail.get(this.outputTail.size() - 1);
	}

	/**
	 * Makes the failure of a program that has failed.
	 * @param code the reason, unless the output says that a limit was reached:
	 * SYSTEM_LIMIT
	 * @param message what was tried, and what happened
	 * @return the failure with exit status and output
	 */
	public ShimmyException failure(ShimmyErrorCode code, String message) {
		return ProcessLimits.failure(new ShimmyException(code, message, null, this.exitStatus, this.outputTail));
	}

}
