package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.process.OutputLine;

/**
 * The beginning of what a tool prints, errors last: a tool that fails complains on either
 * channel. Safe for several threads.
 */
final class ToolOutput {

	/** A device has some 120 lines in the longest of the outputs, that of clinfo. */
	static final int MAX_LINES = 4000;

	/** Lines of interest are short; a list of extensions is not. */
	static final int MAX_LINE_LENGTH = 1000;

	private final List<String> output = new ArrayList<>();

	private final List<String> errors = new ArrayList<>();

	synchronized void add(OutputLine line) {
		List<String> lines = (line.channel() == OutputLine.Channel.STDERR) ? this.errors : this.output;
		if (lines.size() < MAX_LINES) {
			lines.add(line.text().substring(0, Math.min(line.text().length(), MAX_LINE_LENGTH)));
		}
	}

	synchronized List<String> lines() {
		List<String> lines = new ArrayList<>(this.output);
		lines.addAll(this.errors);
		return lines;
	}

}
