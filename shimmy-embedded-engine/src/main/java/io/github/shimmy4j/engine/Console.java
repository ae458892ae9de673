package io.github.shimmy4j.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.text.PrintableText;

/**
 * The two output streams, in UTF-8 whatever the locale. Each message is flushed, and is
 * one line whatever it quotes.
 */
final class Console {

	/** Longer than any message of ours; a quoted argument or path may have any length. */
	private static final int LONGEST_MESSAGE = 8000;

	private final PrintStream out;

	private final PrintStream err;

	Console(OutputStream out, OutputStream err) {
		this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
		this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
	}

	/**
	 * The console of this process. From now on, text that libraries print to the standard
	 * output is dropped: the binding does so when it unpacks its library.
	 */
	static Console ofProcess() {
		Console console = new Console(new FileOutputStream(FileDescriptor.out),
				new FileOutputStream(FileDescriptor.err));
		System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
		return console;
	}

	/** For the help, which has several lines and quotes nothing. */
	PrintWriter outWriter() {
		return new PrintWriter(new OutputStreamWriter(this.out, StandardCharsets.UTF_8), true);
	}

	void out(String line) {
		this.out.print(PrintableText.of(line) + "\n");
		this.out.flush();
	}

	void err(String line) {
		this.err.print(PrintableText.of(line, LONGEST_MESSAGE) + "\n");
		this.err.flush();
	}

}
