package io.github.shimmy4j.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a process's output. Safe for several threads. */
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
		this.lines.addLast(line.text());
	}

	/**
	 * What is kept now.
	 * @return the lines, oldest first
	 */
	public synchronized List<String> lines() {
		return List.copyOf(this.lines);
	}

}
