package io.github.shimmy4j.daemon;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.support.JavaProcess;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A started daemon inherits little from its starter, and outlives it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class DetachmentTests {

	@TempDir
	private Path directory;

	private DaemonHome home;

	@BeforeEach
	void open() {
		this.home = new DaemonHome(this.directory);
	}

	@AfterEach
	void endAll() {
		this.home.close();
	}

	@Test
	void daemonInheritsNothing() throws IOException {
		Map<String, String> environment = this.home.environment();
		environment.putAll(Map.of("HOME", this.directory.toString(), "LANG", "C.UTF-8", "OPENAI_API_KEY", "secret",
				"HTTPS_PROXY", "http://proxy:1", "SHIMMY_API_KEY", "secret", "SHIMMY4J_CHILD", "nonce", "JAVA_HOME",
				"/java/8"));
		// The daemon would have this file open, if it inherited it.
		Path inherited = Files.createFile(this.directory.resolve("open"));
		DaemonRecord daemon;
		try (Stream<String> open = Files.lines(inherited)) {
			daemon = DaemonClient.ensureDaemonRunning(this.home.config().withEnvironment(environment));
		}
		Path process = Path.of("/proc", Long.toString(daemon.pid()));
		assertThat(Files.readString(process.resolve("environ")).split("\0"))
			.contains("HOME=" + this.directory, "LANG=C.UTF-8", "JAVA_HOME=" + System.getProperty("java.home"),
					"SHIMMY4J_HOME=" + this.directory, "LOGGING_THRESHOLD_CONSOLE=OFF")
			.allMatch((variable) -> variable
				.matches("(PATH|HOME|LANG|JAVA_HOME|SHIMMY4J_HOME|LOGGING_THRESHOLD_CONSOLE)=.*"));
		assertThat(process.resolve("cwd").toRealPath()).isEqualTo(this.directory.toRealPath());
		assertThat(process.resolve("fd/0").toRealPath()).isEqualTo(Path.of("/dev/null"));
		Path output = this.directory.toRealPath().resolve("logs/daemon.out");
		assertThat(process.resolve("fd/1").toRealPath()).isEqualTo(output);
		assertThat(process.resolve("fd/2").toRealPath()).isEqualTo(output);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output))).isEqualTo("rw-------");
		assertThat(openFiles(process)).doesNotContain(inherited.toRealPath().toString());
		assertThat(openFiles(process).stream().filter((file) -> file.startsWith("pipe:"))).isEmpty();
		assertThat(ProcessTable.session(daemon.pid())).isEqualTo(daemon.pid());
	}

	private static List<String> openFiles(Path process) throws IOException {
		List<String> files = new ArrayList<>();
		try (Stream<Path> all = Files.list(process.resolve("fd"))) {
			for (Path descriptor : all.toList()) {
				files.add(Files.readSymbolicLink(descriptor).toString());
			}
		}
		return files;
	}

	@Test
	void outputOfTheLastDaemonIsDropped() throws IOException {
		Path output = new DaemonLogs(this.home.home()).output();
		Files.createDirectories(output.resolveSibling(""));
		Files.writeString(output, "of a former daemon");
		DaemonClient.ensureDaemonRunning(this.home.config());
		assertThat(output).content().doesNotContain("former");
	}

	@Test
	void daemonOutlivesItsKilledStarter() throws Exception {
		try (JavaProcess starter = JavaProcess.start(Starter.class, this.directory, 1)) {
			starter.tell("go");
			long daemon = Long.parseLong(starter.await("found"));
			starter.kill();
			assertThat(DaemonClient.ensureDaemonRunning(this.home.config().withAutoSpawn(false)).pid())
				.isEqualTo(daemon);
		}
	}

	/** As Ctrl-C does, a terminal that is closed, and a service manager. */
	@Test
	void daemonOutlivesTheProcessGroupOfItsStarter() throws Exception {
		List<String> command = List.of("setsid", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-cp", System.getProperty("java.class.path"), Starter.class.getName(),
				this.directory.toString(), "1");
		File output = this.directory.resolve("starter").toFile();
		Process starter = new ProcessBuilder(command).redirectOutput(output).redirectError(Redirect.INHERIT).start();
		starter.getOutputStream().write('\n');
		starter.getOutputStream().flush();
		await().atMost(DaemonHome.PATIENCE).until(() -> Files.readString(output.toPath()).contains("found"));
		DaemonRecord daemon = this.home.record();
		// The first two are ignored if the process that runs this test ignores them.
		for (String signal : List.of("INT", "HUP", "KILL")) {
			new ProcessBuilder("/bin/kill", "-" + signal, "--", "-" + starter.pid()).start().waitFor();
		}
		assertThat(starter.waitFor()).isNotZero();
		assertThat(DaemonClient.ensureDaemonRunning(this.home.config().withAutoSpawn(false))).isEqualTo(daemon);
		this.home.kill(daemon);
	}

}
