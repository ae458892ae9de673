package io.github.shimmy4j.binary;

import java.util.function.Consumer;

import io.github.shimmy4j.process.OutputLine;

/**
 * What a program wrote to its standard output, up to a bound. Safe for several threads.
 */
final class BoundedOutput implements Consumer<OutputLine> {

	/** Shimmy gives up at 10,000 models; a line of a list has some 150 characters. */
	static final int MAX_CHARACTERS = 4_000_000;

	private final StringBuilder text = new StringBuilder();

	private boolean cut;

	@Override
	public synchronized void accept(OutputLine line) {
		if (line.channel() != OutputLine.Channel.STDOUT) {
			return;
		}
		if (this.text.length() + line.text().length() >= MAX_CHARACTERS) {
			this.cut = true;
			return;
		}
		this.text.append(line.text()).append('\n');
	}

	synchronized String text() {
		return this.text.toString();
	}

	synchronized boolean isCut() {
		return this.cut;
	}

}
