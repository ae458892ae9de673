package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a program's output as it comes and keeps the end of it. */
final class OutputTail implements Runnable {

	private static final int KEPT_BYTES = 16 * 1024;

	private static final int KEPT_LINES = 50;

	/** A grandchild may hold the pipe open after the program has ended. */
	private static final long READ_MILLIS = 1000;

	private final InputStream output;

	private final byte[] ring = new byte[KEPT_BYTES];

	private final Thread reader = new Thread(this, "shimmy4j-output");

	private long count;

	private OutputTail(InputStream output) {
		this.output = output;
	}

	static OutputTail drain(InputStream output) {
		OutputTail tail = new OutputTail(output);
		tail.reader.setDaemon(true);
		tail.reader.start();
		return tail;
	}

	@Override
	public void run() {
		byte[] buffer = new byte[KEPT_BYTES / 2];
		try {
			for (int read = this.output.read(buffer); read >= 0; read = this.output.read(buffer)) {
				keep(buffer, read);
			}
		}
		catch (IOException ex) {
			keep(new byte[0], 0);
		}
	}

	/** Non-blank lines, oldest first, once the program has ended. */
	List<String> lines() throws InterruptedException {
		TimeUnit.MILLISECONDS.timedJoin(this.reader, READ_MILLIS);
		List<String> lines = new ArrayList<>(text().lines().filter((line) -> !line.isBlank()).toList());
		return lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size());
	}

	private synchronized void keep(byte[] bytes, int length) {
		for (int i = 0; i < length; i++) {
			this.ring[(int) (this.count++ % KEPT_BYTES)] = bytes[i];
		}
	}

	private synchronized String text() {
		int kept = (int) Math.min(this.count, KEPT_BYTES);
		byte[] bytes = new byte[kept];
		for (int i = 0; i < kept; i++) {
			bytes[i] = this.ring[(int) ((this.count - kept + i) % KEPT_BYTES)];
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
