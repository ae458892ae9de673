package io.github.shimmy4j.process;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * How a program ended, and what it printed.
 *
 * @param exitStatus status, 128 + n for signal n
 * @param output lines of its standard output, the first
 * {@value CommandRunner#MAX_OUTPUT_CHARACTERS} characters of it
 * @param cut whether it printed more than that
 * @param outputTail last lines of its output, then of its errors, each oldest first; none
 * is blank
 */
public record CommandResult(int exitStatus, List<String> output, boolean cut, List<String> outputTail) {

	public CommandResult {
		output = List.copyOf(output);
		outputTail = List.copyOf(outputTail);
	}

	/**
	 * Whether it did what it was to do.
	 * @return true for status 0
	 */
	public boolean succeeded() {
		return this.exitStatus == 0;
	}

	/**
	 * What is most likely the reason.
	 * @return the last line of its errors, if it wrote any
	 */
	public String lastLine() {
		return this.outputTail.isEmpty() ? "no output" : this.outputTail.get(this.outputTail.size() - 1);
	}

	/**
	 * The failure of a program that did not do what it was to do.
	 * @param code the reason
	 * @param message what was tried and how it ended
	 * @return the failure with exit status and output; SYSTEM_LIMIT where the output says
	 * that a limit of this machine was reached
	 */
	public ShimmyException failure(ShimmyErrorCode code, String message) {
		return ProcessLimits.failure(new ShimmyException(code, message, null, this.exitStatus, this.outputTail));
	}

}
