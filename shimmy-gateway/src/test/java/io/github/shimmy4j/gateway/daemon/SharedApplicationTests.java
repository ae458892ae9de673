package io.github.shimmy4j.gateway.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.daemon.ClientOfVersion;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.boot.ShimmyDaemon;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Spring applications that share one daemon and its server, all as real processes. */
@EnabledOnOs(OS.LINUX)
@Tag("endurance")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SharedApplicationTests {

	@TempDir
	private Path directory;

	private Path home;

	private List<String> daemon;

	@BeforeEach
	void installServer() throws Exception {
		this.home = Files.createDirectory(this.directory.resolve("home"));
		Path binary = FakeShimmyBinary.version("2.6.5").install(Files.createDirectory(this.directory.resolve("bin")));
		TestModel.write(this.home.resolve("models").resolve("First.gguf"));
		TestModel.write(this.home.resolve("models").resolve("Second.gguf"));
		this.daemon = new ArrayList<>(DaemonProcess.java(ShimmyDaemon.class));
		this.daemon.addAll(List.of("--shimmy.shimmy-path=" + binary, "--shimmy.preferred-port=0",
				"--shimmy.model=First", "--shimmy.gateway.bind-address=127.0.0.1:0"));
	}

	@AfterEach
	void endDaemon() throws Exception {
		file().read().flatMap(DaemonRecord::process).ifPresent((process) -> {
			process.destroy();
			process.onExit().join();
		});
	}

	@Test
	void twoApplicationsHaveOneDaemonAndOneServerAndNeitherNeedsTheOther() throws Exception {
		try (SharedApplication first = SharedApplication.start(this.home, this.daemon);
				SharedApplication second = SharedApplication.start(this.home, this.daemon)) {
			first.await("started");
			second.await("started");
			DaemonRecord shared = record();
			assertThat(first.say("ask")).startsWith("200 ").contains("\"model\":\"First\"");
			assertThat(second.say("ask")).startsWith("200 ");
			assertThat(first.say("health")).contains("UP").contains("First").contains("pid=" + shared.pid());
			assertThat(servers(shared)).hasSize(1);
			List<Long> before = servers(shared);
			first.kill();
			assertThat(second.say("ask")).startsWith("200 ");
			assertThat(record()).isEqualTo(shared);
			assertThat(servers(shared)).isEqualTo(before);
		}
		assertThat(record().process()).as("the daemon outlives its applications").isPresent();
	}

	@Test
	void applicationGoesOnWithTheNewerDaemonThatReplacesItsOwn() throws Exception {
		try (SharedApplication application = SharedApplication.start(this.home, this.daemon)) {
			application.await("started");
			DaemonRecord replaced = record();
			// As an older version would have written it.
			file().write(new DaemonRecord(replaced.schema(), replaced.pid(), replaced.started(), replaced.address(),
					"0.0.1", replaced.nonce()));
			DaemonRecord newer = ClientOfVersion.ensureDaemonRunning(DaemonConfig.ofDefaults()
				.withEnvironment(Map.of(ShimmyHome.VARIABLE, this.home.toString()))
				.withCommand(this.daemon), "0.0.2");
			assertThat(newer.pid()).isNotEqualTo(replaced.pid());
			assertThat(replaced.process()).isEmpty();
			assertThat(application.say("ask")).startsWith("200 ");
			assertThat(record()).isEqualTo(newer);
			assertThat(application.say("health")).contains("UP").contains("pid=" + newer.pid());
		}
	}

	@Test
	void applicationStartsAnotherDaemonAfterAKill() throws Exception {
		try (SharedApplication application = SharedApplication.start(this.home, this.daemon)) {
			application.await("started");
			DaemonRecord killed = record();
			ProcessHandle process = killed.process().orElseThrow();
			process.destroyForcibly();
			process.onExit().join();
			assertThat(application.say("ask")).startsWith("200 ");
			assertThat(record().pid()).isNotEqualTo(killed.pid());
		}
	}

	@Test
	void applicationsThatWantTwoModelsGetThemInTurn() throws Exception {
		try (SharedApplication first = SharedApplication.start(this.home, this.daemon, "--shimmy.model=First");
				SharedApplication second = SharedApplication.start(this.home, this.daemon, "--shimmy.model=Second")) {
			first.await("started");
			second.await("started");
			for (int turn = 0; turn < 2; turn++) {
				assertThat(first.say("ask")).startsWith("200 ").contains("\"model\":\"First\"");
				assertThat(second.say("ask")).startsWith("200 ").contains("\"model\":\"Second\"");
			}
			assertThat(first.say("health")).as("it tells what the daemon serves").contains("model=Second");
		}
	}

	@Test
	void applicationThatMayNotStartADaemonSaysWhatToDo() throws Exception {
		try (SharedApplication application = SharedApplication.start(this.home, this.daemon,
				"--shimmy.daemon.auto-spawn=false", "--shimmy.fail-fast=false")) {
			application.await("started");
			assertThat(application.say("ask")).contains("DAEMON_NOT_RUNNING").contains("may not start one");
			assertThat(application.say("health")).contains("DOWN").contains("DAEMON_NOT_RUNNING");
		}
	}

	private DaemonRecord record() throws Exception {
		return file().read().orElseThrow();
	}

	private DaemonFile file() {
		return new DaemonFile(ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.home.toString())));
	}

	/** Processes of the model server: those of the daemon that run the fake. */
	private List<Long> servers(DaemonRecord daemon) {
		return daemon.process()
			.orElseThrow()
			.descendants()
			.filter((process) -> process.info().commandLine().orElse("").contains("FakeShimmyMain"))
			.map(ProcessHandle::pid)
			.sorted()
			.toList();
	}

}
