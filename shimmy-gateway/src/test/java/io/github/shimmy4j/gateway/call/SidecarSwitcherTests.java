package io.github.shimmy4j.gateway.call;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Switches that begin without a server. */
class SidecarSwitcherTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private ModelReference model(String folder, String name) throws Exception {
		return ModelReference.parse(TestModel.write(this.directory.resolve(folder).resolve(name + ".gguf")).toString());
	}

	private FakeGateway stopped(ModelReference configured, FakeShimmyBinary binary) {
		return FakeGateway.starting(this.directory, binary, "shimmy.auto-start=false", "shimmy.max-restarts=0",
				"shimmy.model=" + configured.shown());
	}

	private static SidecarSwitcher switcher(FakeGateway gateway, ModelReference configured) {
		return switcher(gateway, configured, InstantSource.system());
	}

	private static SidecarSwitcher switcher(FakeGateway gateway, ModelReference configured, InstantSource clock) {
		return new SidecarSwitcher(gateway.sidecar(), configured, gateway.context().getBean(ModelRegistry.class),
				() -> "", clock);
	}

	/** A daemon outlives the programs whose user repairs the cause. */
	@Test
	void serverThatFailedSomeSecondsAgoIsStartedAgain() throws Exception {
		ModelReference configured = model("one", "tiny");
		FakeShimmyBinary binary = FakeShimmyBinary.llamaServer().with(Fault.FIRST_STARTS_FAIL, 1);
		try (FakeGateway gateway = stopped(configured, binary)) {
			assertThat(switcher(gateway, configured, () -> Instant.MAX).startAgain()).as("it was stopped").isEmpty();
			assertThat(gateway.sidecar().start()).failsWithin(LIMIT);
			Instant failed = gateway.sidecar().snapshot().since();
			assertThat(switcher(gateway, configured, () -> failed.plusSeconds(9)).startAgain()).isEmpty();
			SidecarSwitcher later = switcher(gateway, configured, () -> failed.plusSeconds(10));
			assertThat(later.startAgain().orElseThrow()).succeedsWithin(LIMIT);
			assertThat(gateway.sidecar().snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(later.startAgain()).as("it runs").isEmpty();
		}
	}

	@Test
	void useOfAServerThatFailedSomeSecondsAgoStartsIt() throws Exception {
		FakeShimmyBinary binary = FakeShimmyBinary.llamaServer().with(Fault.FIRST_STARTS_FAIL, 1);
		try (FakeGateway gateway = stopped(model("one", "tiny"), binary)) {
			assertThat(gateway.sidecar().start()).failsWithin(LIMIT);
			Instant failed = gateway.sidecar().snapshot().since();
			assertThat(new RestartingUses(gateway.sidecar(), () -> failed.plusSeconds(9)).use()).failsWithin(LIMIT);
			assertThat(new RestartingUses(gateway.sidecar(), () -> failed.plusSeconds(10)).use()).succeedsWithin(LIMIT)
				.satisfies(ServerUse::close);
		}
	}

	@Test
	void twoModelsWithOneNameAreTwoAlsoBeforeAServerHasRun() throws Exception {
		ModelReference configured = model("one", "tiny");
		ModelReference other = model("two", "tiny");
		try (FakeGateway gateway = stopped(configured, FakeShimmyBinary.llamaServer())) {
			SidecarSwitcher switcher = switcher(gateway, configured);
			assertThat(switcher.isServed(configured)).isTrue();
			assertThat(switcher.isServed(ModelReference.parse("file:" + configured.shown()))).isTrue();
			assertThat(switcher.isServed(other)).isFalse();
			assertThat(switcher.isSame(configured, other)).isFalse();
			assertThat(switcher.switchTo(other)).succeedsWithin(LIMIT);
			assertThat(switcher.isServed(other)).isTrue();
			assertThat(switcher.isServed(configured)).isFalse();
		}
	}

	@Test
	void switchWithoutAServerStartsTheNewModel() throws Exception {
		ModelReference configured = model("one", "old");
		try (FakeGateway gateway = stopped(configured, FakeShimmyBinary.llamaServer())) {
			assertThat(switcher(gateway, configured).switchTo(model("two", "new"))).succeedsWithin(LIMIT)
				.satisfies((now) -> assertThat(now.model()).isEqualTo("new"))
				.satisfies((now) -> assertThat(now.phase()).isEqualTo(Phase.READY));
		}
	}

	/** Otherwise everybody would be left with a model that does not load. */
	@Test
	void switchWithoutAServerGoesBackIfTheNewModelDoesNotStart() throws Exception {
		ModelReference configured = model("one", "old");
		ModelReference broken = model("two", "broken");
		FakeShimmyBinary binary = FakeShimmyBinary.llamaServer().with(Fault.FIRST_STARTS_FAIL, 1);
		try (FakeGateway gateway = stopped(configured, binary)) {
			SidecarSwitcher switcher = switcher(gateway, configured);
			CompletableFuture<SidecarSnapshot> switched = switcher.switchTo(broken);
			assertThat(switched).failsWithin(LIMIT)
				.withThrowableOfType(ExecutionException.class)
				.havingCause()
				.isInstanceOf(ShimmyException.class)
				.withMessageContaining("ended with status 1");
			SidecarSnapshot now = gateway.sidecar().snapshot();
			assertThat(now.phase()).isEqualTo(Phase.READY);
			assertThat(now.model()).isEqualTo("old");
			assertThat(switcher.isServed(configured)).isTrue();
			assertThat(switcher.isServed(broken)).isFalse();
		}
	}

	@Test
	void switchToAModelThatIsNoneChangesNothing() throws Exception {
		ModelReference configured = model("one", "old");
		try (FakeGateway gateway = stopped(configured, FakeShimmyBinary.llamaServer())) {
			SidecarSwitcher switcher = switcher(gateway, configured);
			assertThat(switcher.switchTo(ModelReference.parse(this.directory.resolve("no.gguf").toString())))
				.failsWithin(LIMIT);
			assertThat(gateway.sidecar().snapshot().phase()).isEqualTo(Phase.STOPPED);
			assertThat(switcher.isServed(configured)).isTrue();
		}
	}

}
