package io.github.shimmy4j.autoconfigure.health;

import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.FakeShimmyWeb;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whether an application whose server is down says that it is ready: real HTTP. */
@Execution(ExecutionMode.CONCURRENT)
class ReadinessGroupTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String OPTED_IN = "shimmy.health.readiness-group=true";

	private static final String READINESS = "/actuator/health/readiness";

	@TempDir
	Path directory;

	FakeShimmyContext fake;

	private FakeShimmyWeb startWithServerThatIsDown(String... properties) {
		this.fake = FakeShimmyContext.in(this.directory, FakeShimmyContext.WELL.with(Fault.EXIT_AT_START, 2));
		String[] all = new String[properties.length + 2];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "shimmy.fail-fast=false";
		all[properties.length + 1] = "management.endpoint.health.show-components=always";
		FakeShimmyWeb web = FakeShimmyWeb.start(this.fake, all);
		await().atMost(LIMIT).untilAsserted(() -> assertThat(web.sidecar().snapshot().phase()).isEqualTo(Phase.FAILED));
		return web;
	}

	private void mend(FakeShimmyWeb web) {
		this.fake.install(FakeShimmyContext.WELL);
		assertThat(web.sidecar().start()).succeedsWithin(LIMIT);
	}

	@Test
	void readinessFollowsTheServerWhereThatIsAskedFor() {
		try (FakeShimmyWeb web = startWithServerThatIsDown(OPTED_IN)) {
			assertThat(web.get(READINESS).statusCode()).isEqualTo(503);
			mend(web);
			assertThat(web.get(READINESS).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void readinessDoesNotCareOtherwise() {
		try (FakeShimmyWeb web = startWithServerThatIsDown()) {
			assertThat(web.get(READINESS).statusCode()).isEqualTo(200);
			assertThat(web.get("/actuator/health").statusCode()).isEqualTo(503);
		}
	}

	/** Components are shown only in groups that the user defined. */
	@Test
	void membersAndPathThatTheUserNamedStay() {
		try (FakeShimmyWeb web = startWithServerThatIsDown(OPTED_IN,
				"management.endpoint.health.group.readiness.include=readinessState,diskSpace",
				"management.endpoint.health.probes.add-additional-paths=true")) {
			assertThat(web.get(READINESS).statusCode()).isEqualTo(503);
			assertThat(FakeShimmyWeb.json(web.get(READINESS)).path("components").propertyNames())
				.containsExactlyInAnyOrder("readinessState", "diskSpace", "shimmy");
			assertThat(web.get("/readyz").statusCode()).isEqualTo(503);
			assertThat(web.get("/livez").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void withoutProbesThereIsNoGroupToJoin() {
		this.fake = FakeShimmyContext.in(this.directory);
		try (FakeShimmyWeb web = FakeShimmyWeb.start(this.fake, OPTED_IN, "shimmy.auto-start=false",
				"management.endpoint.health.probes.enabled=false")) {
			assertThat(web.get(READINESS).statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy.enabled=false", "shimmy.mode=external", "management.health.shimmy.enabled=false" })
	void withoutServerOrIndicatorNothingChanges(String property) {
		this.fake = FakeShimmyContext.in(this.directory);
		String address = property.endsWith("external") ? "shimmy.base-url=http://127.0.0.1:9/v1"
				: "shimmy.auto-start=false";
		try (FakeShimmyWeb web = FakeShimmyWeb.start(this.fake, OPTED_IN, property, address)) {
			assertThat(web.get(READINESS).statusCode()).isEqualTo(200);
		}
	}

	/** A server that sleeps is no reason to take the application out of service. */
	@Test
	void serverThatWaitsForItsFirstUseIsUnknownAndHealthIsUp() {
		this.fake = FakeShimmyContext.in(this.directory);
		try (FakeShimmyWeb web = FakeShimmyWeb.start(this.fake, OPTED_IN, "shimmy.start-on-first-use=true",
				"management.endpoint.health.show-components=always")) {
			assertThat(web.get(READINESS).statusCode()).isEqualTo(200);
			assertThat(web.get("/actuator/health").statusCode()).isEqualTo(200);
			assertThat(FakeShimmyWeb.json(web.get("/actuator/health")).at("/components/shimmy/status").asString())
				.isEqualTo("UNKNOWN");
			assertThat(this.fake.startedPids()).isEmpty();
		}
	}

}
