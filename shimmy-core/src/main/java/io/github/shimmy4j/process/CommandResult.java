package io.github.shimmy4j.process;

import java.util.List;

/**
 * How a program ended.
 *
 * @param exitStatus status, 128 + n for signal n
 * @param outputTail last lines of its output, then of its errors, each oldest first; none
 * is blank
 */
public record CommandResult(int exitStatus, List<String> outputTail) {

	public CommandResult {
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

}
