package io.github.shimmy4j.gateway.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonPresenceTests {

	@TempDir
	private Path directory;

	/** After the system's clock was set, Java tells another start of each process. */
	@Test
	void daemonWithAnotherStartThanItsFileTellsIsNotWaitedFor() throws Exception {
		ShimmyHome home = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.toString()));
		List<Duration> waits = new ArrayList<>();
		try (DaemonPresence present = DaemonPresence.claim(home, Pause.SLEEP).orElseThrow()) {
			DaemonRecord own = DaemonRecord.ofThisProcess("127.0.0.1:1", "1", present.nonce());
			new DaemonFile(home).write(new DaemonRecord(own.schema(), own.pid(), Instant.EPOCH, own.address(),
					own.version(), own.nonce()));
			assertThat(DaemonPresence.claim(home, waits::add)).isEmpty();
			assertThat(waits).isEmpty();
		}
	}

}
