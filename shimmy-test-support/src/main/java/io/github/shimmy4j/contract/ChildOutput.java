package io.github.shimmy4j.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Drains one stream of a child and keeps its beginning. */
final class ChildOutput {

	private static final int KEPT = 1 << 20;

	private final StringBuffer text = new StringBuffer();

	private final Thread thread;

	ChildOutput(InputStream in) {
		this.thread = new Thread(() -> drain(in), "child-output");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	String text() {
		return this.text.toString();
	}

	/** Bounded, since a grandchild may hold the pipe. */
	void awaitEnd() throws InterruptedException {
		this.thread.join(2000);
	}

	private void drain(InputStream in) {
		byte[] block = new byte[8192];
		try (in) {
			for (int read = in.read(block); read >= 0; read = in.read(block)) {
				if (this.text.length() < KEPT) {
					this.text.append(new String(block, 0, read, StandardCharsets.UTF_8));
				}
			}
		}
		catch (IOException ex) {
			this.text.append("[reading failed: ").append(ex.getMessage()).append(']');
		}
	}

}
