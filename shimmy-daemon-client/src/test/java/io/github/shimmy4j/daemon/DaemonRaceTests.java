package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.support.JavaProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Ten callers that need the daemon at the same time: five JVMs of two threads each. */
class DaemonRaceTests {

	private static final int JVMS = 5;

	private static final int THREADS = 2;

	private static final int ROUNDS = 200;

	@TempDir
	private Path directory;

	private DaemonHome home;

	private final List<JavaProcess> starters = new ArrayList<>();

	@BeforeEach
	void startAll() throws Exception {
		this.home = new DaemonHome(this.directory);
		for (int jvm = 0; jvm < JVMS; jvm++) {
			this.starters.add(JavaProcess.start(Starter.class, this.directory, THREADS));
		}
		for (JavaProcess starter : this.starters) {
			starter.await("listening");
		}
	}

	@AfterEach
	void endAll() {
		this.starters.forEach(JavaProcess::close);
		this.home.close();
	}

	@Test
	void oneWinsAndAllFindItsDaemon() throws Exception {
		race(1);
		race(2);
	}

	@Test
	@Tag("endurance")
	@Timeout(value = 30, unit = TimeUnit.MINUTES)
	void oneWinsInEachOf200Rounds() throws Exception {
		for (int round = 1; round <= ROUNDS; round++) {
			race(round);
		}
	}

	private void race(int round) throws Exception {
		for (JavaProcess starter : this.starters) {
			starter.tell("go");
		}
		Set<String> found = new TreeSet<>();
		for (JavaProcess starter : this.starters) {
			List<String> pids = List.of(starter.await("found").split(" "));
			assertThat(pids).as("round %d", round).hasSize(THREADS);
			found.addAll(pids);
		}
		DaemonRecord daemon = this.home.record();
		assertThat(found).as("round %d", round).containsExactly(Long.toString(daemon.pid()));
		assertThat(this.home.starts()).as("round %d", round).hasSize(round);
		assertThat(this.home.running()).as("round %d", round).containsExactly(daemon.pid());
		killed(daemon);
	}

	private void killed(DaemonRecord daemon) throws IOException {
		this.home.kill(daemon);
		assertThat(this.home.running()).isEmpty();
	}

}
