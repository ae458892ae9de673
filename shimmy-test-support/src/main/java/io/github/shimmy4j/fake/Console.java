package io.github.shimmy4j.fake;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The two output streams, in UTF-8 whatever the locale, each line written at once and
 * blocking on a full pipe as shimmy does.
 */
final class Console {

	private static final int BLOCK = 8192;

	private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

	private volatile boolean outClosed;

	private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);

	void out(String line) {
		write(this.out, (line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	void err(String line) {
		write(this.err, (line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/** Bytes without a newline. */
	void flood(long bytes) {
		byte[] block = new byte[BLOCK];
		Arrays.fill(block, (byte) 'x');
		for (long left = bytes; left > 0; left -= BLOCK) {
			write(this.out, Arrays.copyOf(block, (int) Math.min(left, BLOCK)));
		}
	}

	void invalidUtf8() {
		byte[] bytes = { 'b', 'a', 'd', ' ', (byte) 0xc3, '(', (byte) 0xff, (byte) 0xfe, '\n' };
		write(this.out, bytes);
		write(this.err, bytes);
	}

	void closeOut() {
		this.outClosed = true;
		try {
			this.out.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void write(FileOutputStream stream, byte[] bytes) {
		synchronized (stream) {
			try {
				stream.write(bytes);
			}
			catch (IOException ex) {
				// Our own closing of stdout is a fault under test; what follows is lost,
				// as intended.
				if (stream != this.out || !this.outClosed) {
					throw new UncheckedIOException(ex);
				}
			}
		}
	}

}
