package io.github.shimmy4j.transfer;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Draws how far a transfer is on the last line of a terminal, if there is one. */
final class TerminalBar implements AutoCloseable {

	private static final int CELLS = 30;

	/** Longer names would wrap, and each drawing fill lines of its own. */
	private static final int MAX_NAME = 60;

	private static final int PERCENT = 100;

	private final @Nullable PrintWriter terminal;

	private boolean drawn;

	TerminalBar(@Nullable PrintWriter terminal) {
		this.terminal = terminal;
	}

	/** A bar for a person who looks at this process; without one, it draws nothing. */
	static TerminalBar ofThisProcess() {
		Console console = System.console();
		// From JDK 22 on there is a console also where input and output are pipes.
		return new TerminalBar(
				(console != null && System.getenv("TERM") != null && isTerminal(console)) ? console.writer() : null);
	}

	private static boolean isTerminal(Console console) {
		try {
			return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
		}
		catch (ReflectiveOperationException ex) {
			// Before JDK 22 a console is a terminal.
			return true;
		}
	}

	boolean isShown() {
		return this.drawn;
	}

	void draw(String name, long transferredBytes, long totalBytes) {
		if (this.terminal == null || totalBytes <= 0) {
			return;
		}
		// What another one left may be longer than what is to come.
		int filled = (int) Math.min(CELLS, CELLS * transferredBytes / totalBytes);
		this.terminal.print(String.format(Locale.ROOT, "\r%s [%s%s] %3d %% of %s MB", PrintableText.of(name, MAX_NAME),
				"#".repeat(filled), " ".repeat(CELLS - filled), PERCENT * transferredBytes / totalBytes,
				ProgressLog.megabytes(totalBytes)));
		this.terminal.flush();
		this.drawn = true;
	}

	/** Leaves the terminal with a line of its own. */
	@Override
	public void close() {
		if (this.terminal != null && this.drawn) {
			this.terminal.println();
			this.terminal.flush();
		}
	}

}
