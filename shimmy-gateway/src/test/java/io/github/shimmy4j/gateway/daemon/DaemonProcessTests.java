package io.github.shimmy4j.gateway.daemon;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.key.ApiKeys;
import io.github.shimmy4j.gateway.key.KeyLimits;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The daemon as real processes. */
@EnabledOnOs(OS.LINUX)
@Tag("endurance")
class DaemonProcessTests {

	/** The limit of the fault list. */
	private static final Duration SOON = Duration.ofSeconds(2);

	@TempDir
	private Path directory;

	private Path home;

	private List<String> server;

	@BeforeEach
	void installServer() throws Exception {
		this.home = Files.createDirectory(this.directory.resolve("home"));
		this.server = install(FakeShimmyBinary.version("2.6.5").with(Fault.TOKEN_DELAY, Duration.ofMillis(50)));
	}

	private List<String> install(FakeShimmyBinary binary) throws Exception {
		Path program = binary.with(Fault.SPARE_ONE_TOKEN).install(Files.createTempDirectory(this.directory, "bin"));
		return List.of("--shimmy.shimmy-path=" + program, "--shimmy.preferred-port=0",
				"--shimmy.model=" + TestModel.write(this.directory.resolve("models").resolve("Tiny-Llama.gguf")),
				"--shimmy.gateway.bind-address=127.0.0.1:0");
	}

	@Test
	void provesItselfToItsOwnerWhoNeedsNoApiKey() throws Exception {
		ApiKeys.of(ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.home.toString()))).create("editor", KeyLimits.NONE);
		try (DaemonProcess daemon = start()) {
			DaemonRecord record = daemon.awaitRecord();
			String challenge = DaemonProof.random(new SecureRandom());
			JsonNode told = JsonMapper.shared()
				.readTree(daemon.get(DaemonProof.PATH + "?challenge=" + challenge).body());
			assertThat(told.path("proof").asString()).isEqualTo(DaemonProof.of(record.nonce(), challenge));
			assertThat(told.path("version").asString()).isEqualTo(record.version());
			assertThat(daemon.get(DaemonProof.PATH).body()).contains("shimmy4j").doesNotContain("proof");
			assertThat(daemon.get(DaemonProof.PATH + "?challenge=short").statusCode()).isEqualTo(400);
			assertThat(daemon.chat("Hi").statusCode()).isEqualTo(200);
			assertThat(daemon.get("/v1/models").statusCode()).isEqualTo(401);
			assertThat(daemon.get("/v1/models", "Authorization", "Bearer shimmy-owner-" + "0".repeat(64)).statusCode())
				.isEqualTo(401);
		}
	}

	@Test
	void secondStartSaysWhereTheFirstIs() throws Exception {
		try (DaemonProcess first = start(); DaemonProcess same = secondAfter(first)) {
			assertThat(same.awaitExit()).as(same.output()).isZero();
			assertThat(same.output()).contains("runs already")
				.contains(first.record().address())
				.contains(String.valueOf(first.record().pid()))
				.contains("The settings of this start are not used");
			assertThat(first.chat("Hi").statusCode()).isEqualTo(200);
		}
	}

	private DaemonProcess secondAfter(DaemonProcess first) throws Exception {
		first.awaitRecord();
		return start();
	}

	@Test
	void killedDaemonLeavesNothingBehindAndTheNextOneSaysSo() throws Exception {
		try (DaemonProcess daemon = start()) {
			daemon.awaitRecord();
			daemon.chat("Hi");
			assertThat(daemon.family()).hasSizeGreaterThan(1);
			daemon.kill();
			Eventually.holds(SOON, () -> daemon.family().isEmpty(), () -> daemon.family().toString());
			assertThat(daemon.file().path()).exists();
		}
		try (DaemonProcess next = start()) {
			next.awaitRecord();
			assertThat(log()).contains("was killed or has crashed");
		}
	}

	@Test
	void endsAnswersUnderWayOnSigterm() throws Exception {
		try (DaemonProcess daemon = start()) {
			daemon.awaitRecord();
			HttpResponse<Stream<String>> stream = daemon.stream("Hi");
			Iterator<String> lines = stream.body().iterator();
			assertThat(lines.next()).startsWith("data: ");
			daemon.terminate();
			assertGracefulEnd(daemon, lines);
			assertThat(daemon.awaitExit()).as("status after SIGTERM").isEqualTo(143);
		}
		try (DaemonProcess next = start()) {
			next.awaitRecord();
			assertThat(log()).contains("ended at").contains("because it was told to end").doesNotContain("was killed");
		}
	}

	private void assertGracefulEnd(DaemonProcess daemon, Iterator<String> answer) throws Exception {
		List<String> rest = new ArrayList<>();
		answer.forEachRemaining(rest::add);
		assertThat(rest).as("end of the stream").contains("data: [DONE]");
		daemon.awaitExit();
		assertThat(log()).contains("Graceful shutdown complete");
		assertThat(daemon.file().path()).doesNotExist();
		assertThat(daemon.family()).isEmpty();
	}

	@Test
	void endsAnswersUnderWayOnSigint() throws Exception {
		try (DaemonProcess daemon = start()) {
			daemon.awaitRecord();
			Iterator<String> lines = daemon.stream("Hi").body().iterator();
			assertThat(lines.next()).startsWith("data: ");
			daemon.interrupt();
			assertGracefulEnd(daemon, lines);
			assertThat(daemon.awaitExit()).as("status after SIGINT").isEqualTo(130);
		}
	}

	@Test
	void answerThatOutlastsTheLimitDoesNotKeepTheDaemon() throws Exception {
		this.server = install(FakeShimmyBinary.llamaServer().with(Fault.STALL_AFTER, 2));
		try (DaemonProcess daemon = start("--spring.lifecycle.timeout-per-shutdown-phase=1s")) {
			daemon.awaitRecord();
			Iterator<String> lines = daemon.stream("Hi").body().iterator();
			assertThat(lines.next()).startsWith("data: ");
			daemon.terminate();
			assertThat(daemon.awaitExit()).isEqualTo(143);
			assertThat(log()).contains("Graceful shutdown aborted");
			assertThat(daemon.file().path()).doesNotExist();
			assertThat(daemon.family()).isEmpty();
		}
	}

	@Test
	void secondStartEndsAlsoIfTheFileOfTheFirstCannotBeRead() throws Exception {
		try (DaemonProcess first = start()) {
			first.awaitRecord();
			Files.delete(first.file().path());
			Files.createDirectory(first.file().path());
			try (DaemonProcess second = start()) {
				assertThat(second.awaitExit()).isEqualTo(1);
				assertThat(second.output()).contains("another daemon of this user runs");
			}
		}
	}

	@Test
	void idleDaemonEndsItself() throws Exception {
		try (DaemonProcess daemon = start("--shimmy.daemon.idle-exit=1s")) {
			assertThat(daemon.awaitExit()).as(daemon.output()).isZero();
			assertThat(log()).contains("ends because it had no request for PT1S (shimmy.daemon.idle-exit)");
			assertThat(daemon.file().path()).doesNotExist();
		}
	}

	@Test
	void settingsOfTheFileAreBelowThoseOfTheCommandLine() throws Exception {
		Files.writeString(this.home.resolve("config.toml"), """
				[shimmy.gateway]
				bind-address = "127.0.0.1:1"
				aliases = ["from-the-file"]
				""");
		// Also one that an earlier daemon did not write to its end.
		Files.writeString(this.home.resolve("daemon.pid"), "{\"schema\":1,\"pid\":");
		try (DaemonProcess daemon = start()) {
			assertThat(daemon.awaitRecord().address()).doesNotEndWith(":1");
			assertThat(daemon.get("/v1/models").body()).contains("from-the-file");
		}
	}

	@Test
	void unknownKeyOfTheFileIsNamedWithTheNearest() throws Exception {
		Files.writeString(this.home.resolve("config.toml"), "[shimmy]\nmodell = \"tiny\"\n");
		try (DaemonProcess daemon = start()) {
			assertThat(daemon.awaitExit()).isEqualTo(1);
			assertThat(Files.readString(this.home.resolve("daemon-stop.json"))).contains("could not start");
			assertThat(daemon.output()).contains("There is no property 'shimmy.modell'")
				.contains(this.home.resolve("config.toml").toString())
				.contains("the nearest name is 'shimmy.model'");
		}
	}

	@Test
	void valueOfTheWrongTypeIsNamedAndASecretIsNotShown() throws Exception {
		Files.writeString(this.home.resolve("config.toml"), "[shimmy]\nenv = \"sk-secret\"\n");
		try (DaemonProcess daemon = start()) {
			assertThat(daemon.awaitExit()).isEqualTo(1);
			assertThat(daemon.output()).contains("'shimmy.env' has a value that is not shown")
				.doesNotContain("sk-secret");
			assertThat(log()).doesNotContain("sk-secret");
			assertThat(Files.readString(this.home.resolve("daemon-stop.json")))
				.contains("could not start: Failed to bind properties under 'shimmy.env'");
		}
	}

	private DaemonProcess start(String... more) throws Exception {
		List<String> arguments = new ArrayList<>(this.server);
		arguments.addAll(Arrays.asList(more));
		return DaemonProcess.start(this.home, arguments);
	}

	private String log() throws Exception {
		return Files.readString(this.home.resolve("logs/daemon.log"));
	}

}
