package io.github.shimmy4j.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.shimmy4j.text.PrintableText;

/**
 * The last lines of a process's output, made printable, since they are shown. Safe for
 * several threads.
 */
public final class OutputTail {

	/** Enough for a panic with its trace; one load of a model logs some 450 lines. */
	static final int MAX_LINES = 100;

	private final Deque<String> lines = new ArrayDeque<>();

	/**
	 * Takes in a line, and forgets the oldest where there are too many.
	 * @param line what was written
	 */
	public synchronized void add(OutputLine line) {
		if (this.lines.size() == MAX_LINES) {
			this.lines.removeFirst();
		}
		this.lines.addLast(PrintableText.of(line.text()));
	}

	/**
	 * What is kept now.
	 * @return the lines, oldest first
	 */
	public synchronized List<String> lines() {
		return List.copyOf(this.lines);
	}

}
