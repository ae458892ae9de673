package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** A supervised llama-server, as the fake plays it. */
class LlamaServerSidecarTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	@TempDir
	private Path directory;

	private SidecarBench bench;

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
	}

	private ShimmySidecar create(FakeShimmyBinary fake) {
		return this.bench.create(this.bench.install(fake));
	}

	/** What a server says of itself decides, not what it was told. */
	@Test
	void readyServerTellsItsContextAndItsSlots() throws Exception {
		ShimmySidecar sidecar = create(FakeShimmyBinary.llamaServer());
		assertThat(sidecar.ensureReady(LIMIT).server()).isEqualTo("llama-server (llama.cpp)");
		assertThat(sidecar.snapshot().contextTokens())
			.isEqualTo(sidecar.endpoint().capabilities().limits().contextTokens())
			.isPositive();
		assertThat(sidecar.endpoint().capabilities().maxConcurrent()).isPositive();
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(200);
	}

	/** Until it has loaded the model, it answers everything with 503. */
	@Test
	void serverThatLoadsItsModelIsWaitedFor() {
		ShimmySidecar sidecar = create(FakeShimmyBinary.llamaServer().with(Fault.LOADING_TAKES, Duration.ofSeconds(1)));
		assertThat(sidecar.ensureReady(LIMIT).lastFailure()).isNull();
		assertThat(sidecar.snapshot().restarts()).isZero();
	}

	@Test
	void contextIsTheRequestedOne() {
		SampleOptions options = this.bench.install(FakeShimmyBinary.llamaServer()).contextSize(1024);
		assertThat(this.bench.create(options).ensureReady(LIMIT).contextTokens()).isEqualTo(1024);
	}

	@Test
	void serverThatIsKilledStartsAgain() {
		ShimmySidecar sidecar = create(FakeShimmyBinary.llamaServer());
		long first = sidecar.ensureReady(LIMIT).pid();
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().restarts()).isEqualTo(1));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT);
		assertThat(ProcessTable.isGone(first)).isTrue();
	}

}
