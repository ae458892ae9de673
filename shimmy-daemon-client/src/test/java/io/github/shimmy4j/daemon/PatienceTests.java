package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PatienceTests {

	private static final Duration SILENCE = Duration.ofSeconds(5);

	@TempDir
	private Path directory;

	private final AtomicLong now = new AtomicLong();

	private DaemonLogs logs;

	private StateWatch watch;

	private Patience patience;

	@BeforeEach
	void begin() throws IOException {
		this.logs = new DaemonLogs(new DaemonHome(this.directory).home());
		Files.createDirectories(this.logs.directory());
		this.watch = StateWatch.open(this.logs.directory());
		this.patience = new Patience(this.logs, this.watch, SILENCE, this.now::get);
	}

	@AfterEach
	void end() {
		this.watch.close();
	}

	private boolean isOverAfter(Duration time) {
		this.now.addAndGet(time.toNanos());
		return this.patience.isOver();
	}

	@Test
	void silenceEndsIt() {
		assertThat(isOverAfter(SILENCE.minusNanos(1))).isFalse();
		assertThat(isOverAfter(Duration.ofNanos(1))).isTrue();
		assertThat(this.patience.reason()).isEqualTo("wrote nothing for 5000 ms");
	}

	/** Such as one that writes a line a request and has lost its file. */
	@Test
	void daemonThatWritesForEverEndsIt() throws IOException {
		for (int second = 1; second < 50; second++) {
			Files.writeString(this.logs.output(), "busy\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			assertThat(isOverAfter(Duration.ofSeconds(1))).as("second %d", second).isFalse();
		}
		Files.writeString(this.logs.output(), "busy\n", StandardOpenOption.APPEND);
		assertThat(isOverAfter(Duration.ofSeconds(1))).isTrue();
		assertThat(this.patience.reason()).isEqualTo("was not ready after 50000 ms");
	}

}
