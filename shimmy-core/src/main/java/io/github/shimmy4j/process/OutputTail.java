package io.github.shimmy4j.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.shimmy4j.text.PrintableText;

/** The last lines of a process's output, made printable. Thread-safe. */
public final class OutputTail {

	/** Enough for a panic with its stack trace; a load of a model logs some 450 lines. */
	static final int MAX_LINES = 100;

	private final Deque<String> lines = new ArrayDeque<>();

	/** Adds a line, and drops the oldest if there are too many. */
	public synchronized void add(OutputLine line) {
		if (this.lines.size() == MAX_LINES) {
			this.lines.removeFirst();
		}
		this.lines.addLast(PrintableText.of(line.text()));
	}

	/** The kept lines, oldest first. */
	public synchronized List<String> lines() {
		return List.copyOf(this.lines);
	}

}
