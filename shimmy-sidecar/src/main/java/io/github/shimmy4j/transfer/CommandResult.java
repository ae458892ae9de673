package io.github.shimmy4j.transfer;

import java.util.List;

/**
 * How a program ended.
 *
 * @param exitStatus status, 128 + n for signal n
 * @param outputTail last lines of its output and errors, oldest first
 */
record CommandResult(int exitStatus, List<String> outputTail) {

	CommandResult {
		outputTail = List.copyOf(outputTail);
	}

	boolean succeeded() {
		return this.exitStatus == 0;
	}

}
