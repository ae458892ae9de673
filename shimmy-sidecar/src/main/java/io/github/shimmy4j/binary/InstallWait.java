package io.github.shimmy4j.binary;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.text.PrintableLogger;

/** Says once that someone else installs, and passes on how far that one is. */
final class InstallWait implements InterProcessLock.Turn {

	private static final PrintableLogger log = PrintableLogger.of(InstallWait.class);

	private static final long POLL_MILLIS = 200;

	private final ServerVersion version;

	private final JsonFile<InstallState> state;

	private final InstallProgress progress;

	private boolean announced;

	InstallWait(ServerVersion version, JsonFile<InstallState> state, InstallProgress progress) {
		this.version = version;
		this.state = state;
		this.progress = progress;
	}

	@Override
	public void await() throws InterruptedException {
		if (!this.announced) {
			this.announced = true;
			log.info("Another thread or process installs a shimmy; {} waits for it", this.version);
		}
		try {
			this.state.read().ifPresent((state) -> state.tell(this.progress));
		}
		catch (IOException ex) {
			// There is nothing to tell yet.
		}
		TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
	}

}
