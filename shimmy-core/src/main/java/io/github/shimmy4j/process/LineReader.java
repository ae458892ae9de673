package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads a stream to its end and passes on its lines. Never stops reading, since a full
 * pipe would block the server. Keeps at most one bounded line in memory.
 */
final class LineReader implements Runnable {

	/**
	 * Longer lines are cut: no useful line is longer, and a flood may have no line ends.
	 */
	static final int MAX_LINE_BYTES = 8 * 1024;

	private static final int BUFFER_BYTES = 16 * 1024;

	private final InputStream stream;

	private final Consumer<String> lines;

	private final byte[] line = new byte[MAX_LINE_BYTES];

	private int length;

	LineReader(InputStream stream, Consumer<String> lines) {
		this.stream = stream;
		this.lines = lines;
	}

	@Override
	public void run() {
		byte[] buffer = new byte[BUFFER_BYTES];
		try (this.stream) {
			for (int read = this.stream.read(buffer); read >= 0; read = this.stream.read(buffer)) {
				accept(buffer, read);
			}
		}
		catch (IOException ex) {
			// The pipe is closed while it is read when the process is destroyed.
		}
		if (this.length > 0) {
			emit();
		}
	}

	private void accept(byte[] buffer, int count) {
		for (int i = 0; i < count; i++) {
			if (buffer[i] == '\n') {
				emit();
			}
			else if (this.length < MAX_LINE_BYTES) {
				this.line[this.length++] = buffer[i];
			}
		}
	}

	private void emit() {
		int end = (this.length > 0 && this.line[this.length - 1] == '\r') ? this.length - 1 : this.length;
		// Malformed input becomes U+FFFD.
		String text = new String(this.line, 0, end, StandardCharsets.UTF_8);
		this.length = 0;
		this.lines.accept(text);
	}

}
