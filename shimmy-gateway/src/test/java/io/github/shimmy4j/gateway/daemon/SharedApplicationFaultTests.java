package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.boot.ShimmyDaemon;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that shares the daemon goes on when something happens to the daemon. */
@EnabledOnOs(OS.LINUX)
@Tag("endurance")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SharedApplicationFaultTests {

	@TempDir
	private Path directory;

	private Path home;

	private int port;

	private Path daemon;

	private List<String> arguments;

	@BeforeEach
	void installServer() throws Exception {
		this.home = Files.createDirectory(this.directory.resolve("home"));
		this.port = FreePorts.range(1);
		Path binary = FakeShimmyBinary.llamaServer()
			.with(Fault.TOKEN_DELAY, Duration.ofMillis(500))
			.with(Fault.SPARE_ONE_TOKEN)
			.install(Files.createDirectory(this.directory.resolve("bin")));
		TestModel.write(this.home.resolve("models").resolve("tiny.gguf"));
		TestModel.write(this.home.resolve("models").resolve("vectors.gguf"));
		this.daemon = this.directory.resolve("daemon");
		this.arguments = List.of("--shimmy.shimmy-path=" + binary, "--shimmy.preferred-port=0", "--shimmy.model=tiny",
				"--shimmy.gateway.bind-address=127.0.0.1:" + this.port);
	}

	/** With a short command for the daemon: a failure repeats it before the reason. */
	private SharedApplication start(List<String> ofTheDaemon, String... properties) throws Exception {
		List<String> command = new ArrayList<>(DaemonProcess.java(ShimmyDaemon.class));
		command.addAll(this.arguments);
		command.addAll(ofTheDaemon);
		Files.writeString(this.daemon, "#!/bin/sh\nexec %s\n".formatted(String.join(" ", command)));
		Files.setPosixFilePermissions(this.daemon, PosixFilePermissions.fromString("rwx------"));
		return SharedApplication.start(this.home, List.of(this.daemon.toString()), properties);
	}

	@AfterEach
	void endDaemon() throws Exception {
		file().read().flatMap(DaemonRecord::process).ifPresent(SharedApplicationFaultTests::kill);
	}

	private static void kill(ProcessHandle process) {
		process.destroyForcibly();
		process.onExit().join();
	}

	private DaemonFile file() {
		return new DaemonFile(ShimmyHome.of(environment()));
	}

	private Map<String, String> environment() {
		return Map.of(ShimmyHome.VARIABLE, this.home.toString());
	}

	@Test
	void daemonThatIsToldToEndGivesTheAnswerAndTheNextCallStartsAnother() throws Exception {
		try (SharedApplication application = start(List.of(), "--shimmy.fail-fast=false")) {
			application.await("started");
			application.send("ask");
			DaemonRecord ended = awaitBusyDaemon();
			ProcessHandle process = ended.process().orElseThrow();
			process.destroy();
			application.send("ask");
			assertThat(application.await("ask")).as("answer under way")
				.startsWith("200 ")
				.contains("\"finish_reason\":\"length\"");
			assertThat(application.await("ask")).as("call while it ends").startsWith("200 ");
			assertThat(process.isAlive()).isFalse();
			assertThat(file().read().orElseThrow().pid()).isNotEqualTo(ended.pid());
		}
	}

	private DaemonRecord awaitBusyDaemon() throws IOException {
		try (DaemonClient client = DaemonClient
			.of(DaemonConfig.ofDefaults().withEnvironment(environment()).withAutoSpawn(false))) {
			Eventually.holds(DaemonProcess.LIMIT,
					() -> client.checkHealth() && client.status().path("slots").path("busy").asInt() == 1,
					() -> client.status().toString());
			return file().read().orElseThrow();
		}
	}

	@Test
	void strangerOnThePortOfTheDaemonGetsNothingAndIsNamed() throws Exception {
		try (SharedApplication application = start(List.of())) {
			application.await("started");
			kill(file().read().orElseThrow().process().orElseThrow());
			List<String> heard = new CopyOnWriteArrayList<>();
			HttpServer stranger = stranger(heard);
			try {
				assertThat(application.say("ask")).startsWith("DAEMON_START_FAILED ")
					.contains("PORT_IN_USE", String.valueOf(this.port));
				assertThat(application.say("health")).contains("DOWN").contains("DAEMON_START_FAILED");
				assertThat(heard).allMatch((request) -> request.startsWith("GET / ") && request.endsWith("null"));
			}
			finally {
				stranger.stop(0);
			}
			assertThat(application.say("ask")).startsWith("200 ");
			assertThat(application.say("health")).contains("UP");
		}
	}

	/** Answers everything, and remembers what it was asked, and with which key. */
	private HttpServer stranger(List<String> heard) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 0);
		server.createContext("/", (exchange) -> {
			heard.add("%s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(),
					exchange.getRequestHeaders().getFirst("Authorization")));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
		return server;
	}

	@Test
	void vectorsComeFromTheEmbeddingModelOfTheDaemon() throws Exception {
		try (SharedApplication application = start(
				List.of("--shimmy.embedding.model=" + this.home.resolve("models").resolve("vectors.gguf")),
				"--shimmy.embedding.model=hf:owner/repository/vectors.gguf")) {
			application.await("started");
			assertThat(application.say("embed")).startsWith("200 ")
				.contains("\"model\":\"vectors\"")
				.contains("\"embedding\":");
			assertThat(application.say("actuator")).contains("embeddingModel=vectors");
		}
	}

	@Test
	void keyOfTheOwnerIsNowhereInSight() throws Exception {
		try (SharedApplication application = start(List.of("--logging.level.io.github.shimmy4j=trace"),
				"--logging.level.io.github.shimmy4j=trace", "--logging.level.org.springframework=debug")) {
			application.await("started");
			DaemonRecord record = file().read().orElseThrow();
			assertThat(application.say("ask")).startsWith("200 ");
			assertThat(application.say("health")).contains("UP").contains(record.address());
			assertThat(application.say("actuator")).contains("READY").contains(record.address());
			kill(record.process().orElseThrow());
			assertThat(application.say("ask")).startsWith("200 ");
			DaemonRecord next = file().read().orElseThrow();
			String seen = String.join("\n", application.lines()) + logs() + processes(application.process())
					+ processes(next.process().orElseThrow());
			assertThat(seen).contains("Using the " + record, "Using the " + next, ShimmyDaemon.class.getName());
			for (DaemonRecord each : List.of(record, next)) {
				assertThat(seen).doesNotContain(each.nonce().reveal())
					.doesNotContain(DaemonProof.ownerKey(each.nonce()))
					.doesNotContain(DaemonProof.ownerKey(each.nonce()).replace("shimmy-owner-", ""));
			}
		}
	}

	private String logs() throws IOException {
		try (Stream<Path> files = Files.list(this.home.resolve("logs"))) {
			StringBuilder logs = new StringBuilder();
			for (Path file : files.toList()) {
				logs.append(Files.readString(file));
			}
			assertThat(logs).hasSizeGreaterThan(1000);
			return logs.toString();
		}
	}

	/** Arguments and environment of a process and all its descendants. */
	private static String processes(ProcessHandle root) {
		StringBuilder seen = new StringBuilder();
		Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid).forEach((pid) -> {
			for (String part : List.of("cmdline", "environ")) {
				try {
					seen.append(Files.readString(Path.of("/proc", pid.toString(), part), StandardCharsets.ISO_8859_1));
				}
				catch (IOException ex) {
					// It has ended.
				}
			}
		});
		return seen.toString();
	}

}
