package io.github.shimmy4j.progress;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Draws a bar with the progress of a transfer on the last line of the terminal. */
final class TerminalBar implements AutoCloseable {

	private static final int CELLS = 30;

	/** Longer names would wrap, and each drawing would then begin a new line. */
	private static final int MAX_NAME = 60;

	private static final int PERCENT = 100;

	private final @Nullable PrintWriter terminal;

	private boolean drawn;

	TerminalBar(@Nullable PrintWriter terminal) {
		this.terminal = terminal;
	}

	/** The terminal on which a person watches this process. */
	static Optional<PrintWriter> terminal() {
		Console console = System.console();
		// Since JDK 22 there is a console even if input and output are pipes.
		return (console != null && System.getenv("TERM") != null && isTerminal(console)) ? Optional.of(console.writer())
				: Optional.empty();
	}

	private static boolean isTerminal(Console console) {
		try {
			return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
		}
		catch (ReflectiveOperationException ex) {
			// Before JDK 22, every console is a terminal.
			return true;
		}
	}

	boolean isShown() {
		return this.drawn;
	}

	void draw(String name, Progress progress) {
		if (this.terminal == null || progress.total() <= 0) {
			return;
		}
		// A partial file of another source may be longer than this source's file.
		int filled = (int) Math.min(CELLS, CELLS * progress.done() / progress.total());
		this.terminal.print(String.format(Locale.ROOT, "\r%s [%s%s] %3d %% of %s MB", PrintableText.of(name, MAX_NAME),
				"#".repeat(filled), " ".repeat(CELLS - filled), PERCENT * progress.done() / progress.total(),
				Progress.megabytes(progress.total())));
		this.terminal.flush();
		this.drawn = true;
	}

	/** Ends the bar's line. */
	@Override
	public void close() {
		if (this.terminal != null && this.drawn) {
			this.terminal.println();
			this.terminal.flush();
		}
	}

}
