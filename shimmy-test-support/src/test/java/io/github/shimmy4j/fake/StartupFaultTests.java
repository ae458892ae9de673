package io.github.shimmy4j.fake;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.contract.ShimmyProcess;

import static org.assertj.core.api.Assertions.assertThat;

class StartupFaultTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final FakeShimmyBinary BINARY = FakeShimmyBinary.version("1.7.4");

	@TempDir
	Path directory;

	@Test
	void exitAtStartUsesStatusAndMessage() throws Exception {
		try (ShimmyProcess shimmy = launch(
				BINARY.with(Fault.EXIT_AT_START, 101).with(Fault.EXIT_MESSAGE, "it's $HOME, 100% \"gone\""))) {
			assertThat(shimmy.awaitExit()).isEqualTo(101);
			assertThat(shimmy.err()).isEqualTo("it's $HOME, 100% \"gone\"\n");
			assertThat(shimmy.out()).contains("Starting server").doesNotContain("Ready");
		}
	}

	@Test
	void firstStartsFailThenOneSucceeds() throws Exception {
		FakeShimmyBinary binary = BINARY.with(Fault.FIRST_STARTS_FAIL, 1);
		try (ShimmyProcess first = launch(binary)) {
			assertThat(first.awaitExit()).isEqualTo(1);
		}
		try (ShimmyProcess second = launch(binary).awaitBound()) {
			assertThat(FakeShimmyBinary.startedPids(this.directory.resolve("it's here"))).hasSize(2)
				.last()
				.isEqualTo(second.process().pid());
		}
	}

	@Test
	void neverBindIsReadyAndDeaf() throws Exception {
		try (ShimmyProcess shimmy = launch(BINARY.with(Fault.NEVER_BIND).with(Fault.FLOOD_OUTPUT, 300_000))) {
			Eventually.holds(LIMIT, () -> shimmy.out().contains("Ready") && shimmy.out().length() > 300_000,
					shimmy::toString);
			assertThat(shimmy.isBound()).isFalse();
			assertThat(shimmy.process().isAlive()).isTrue();
		}
	}

	@Test
	void bindDelayDelaysTheListener() throws Exception {
		long before = System.nanoTime();
		try (ShimmyProcess shimmy = launch(BINARY.with(Fault.BIND_DELAY, Duration.ofMillis(900))).awaitBound()) {
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(900));
		}
	}

	@Test
	void closedStdoutLeavesTheServerRunning() throws Exception {
		try (ShimmyProcess shimmy = launch(BINARY.with(Fault.CLOSE_STDOUT).with(Fault.INVALID_UTF8_OUTPUT))
			.awaitBound()) {
			assertThat(shimmy.get("/health").statusCode()).isEqualTo(200);
			assertThat(shimmy.err()).contains("�");
		}
	}

	@Test
	void ignoredTermNeedsAKill() throws Exception {
		try (ShimmyProcess shimmy = launch(BINARY.with(Fault.IGNORE_TERM)).awaitBound()) {
			shimmy.process().destroy();
			assertThat(shimmy.get("/health").statusCode()).isEqualTo(200);
			shimmy.process().destroyForcibly();
			assertThat(shimmy.awaitExit()).isEqualTo(137);
		}
	}

	@Test
	void grandchildOutlivesTheServer() throws Exception {
		try (ShimmyProcess shimmy = launch(BINARY.with(Fault.LEAVE_GRANDCHILD)).awaitBound()) {
			ProcessHandle grandchild = shimmy.process().children().findFirst().orElseThrow();
			assertThat(shimmy.out()).contains("grandchild " + grandchild.pid());
			shimmy.process().destroyForcibly();
			assertThat(shimmy.process().waitFor()).isEqualTo(137);
			assertThat(grandchild.isAlive()).isTrue();
			grandchild.destroyForcibly();
		}
	}

	@Test
	void wrongModelListHidesTheModel() throws Exception {
		try (ShimmyProcess shimmy = launch(BINARY.with(Fault.WRONG_MODEL_LIST)).awaitBound()) {
			assertThat(shimmy.get("/v1/models").body()).contains("foreign-model").doesNotContain("\"m\"");
		}
	}

	private ShimmyProcess launch(FakeShimmyBinary binary) throws Exception {
		return new FaultyServer(this.directory).launch(binary);
	}

}
