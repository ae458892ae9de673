package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests for {@link ProcessIdentity} on a real process. */
class ProcessIdentityTests {

	@TempDir
	Path directory;

	private ChildProcess child;

	@BeforeEach
	void startAndWaitUntilItIsSleep() throws IOException {
		this.child = ProcessLauncher.system()
			.launch(new ProcessSpec(List.of("/bin/sleep", "600"), this.directory, Map.of(), Map.of()), (line) -> {
			});
		await().until(() -> this.child.identity().find().isPresent() && !environment().isEmpty());
	}

	private String environment() throws IOException {
		return Files.readString(Path.of("/proc/" + this.child.pid() + "/environ"));
	}

	@AfterEach
	void stop() {
		this.child.stop(Duration.ZERO).join();
	}

	@Test
	void findGivesTheProcessWhileItRuns() {
		ProcessIdentity identity = this.child.identity();
		assertThat(identity.find()).map(ProcessHandle::pid).contains(this.child.pid());
		this.child.stop(Duration.ZERO).join();
		assertThat(identity.find()).isEmpty();
	}

	@Test
	void findGivesNothingWhenAnotherProcessHasTheId() {
		ProcessIdentity identity = this.child.identity();
		assertThat(new ProcessIdentity(identity.pid(), Objects.requireNonNull(identity.started()).minusMillis(10),
				identity.executable(), identity.nonce())
			.find()).isEmpty();
		assertThat(new ProcessIdentity(identity.pid(), null, identity.executable(), identity.nonce()).find()).isEmpty();
	}

	@Test
	void findGivesNothingWhenTheProcessHasAnotherNonce() {
		ProcessIdentity identity = this.child.identity();
		assertThat(new ProcessIdentity(identity.pid(), identity.started(), identity.executable(), "other").find())
			.isEmpty();
	}

	@Test
	void findGivesTheProcessWhenItBecameAnotherProgram() {
		ProcessIdentity identity = this.child.identity();
		assertThat(new ProcessIdentity(identity.pid(), identity.started(), "/bin/other", identity.nonce()).find())
			.isPresent();
	}

	@Test
	void identitiesOfTwoProcessesDiffer() throws IOException {
		ChildProcess other = ProcessLauncher.system()
			.launch(new ProcessSpec(List.of("/bin/true"), this.directory, Map.of(), Map.of()), (line) -> {
			});
		assertThat(other.identity().nonce()).isNotEqualTo(this.child.identity().nonce()).hasSize(32);
		other.onExit().join();
	}

}
