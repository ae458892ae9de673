package io.github.shimmy4j.autoconfigure.endpoint;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.FakeShimmyWeb;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The endpoint as an operator meets it: real HTTP, a real process behind it. */
@Execution(ExecutionMode.CONCURRENT)
class ShimmyEndpointHttpTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String EXPOSED = "management.endpoints.web.exposure.include=shimmy,health";

	private static final String WRITABLE = "management.endpoint.shimmy.access=unrestricted";

	@TempDir
	Path directory;

	@Test
	void readTellsSnapshotTransitionsAndOutput() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED)) {
			JsonNode body = FakeShimmyWeb.json(web.get("/actuator/shimmy"));
			assertThat(body.propertyNames()).containsExactly("snapshot", "transitions", "output");
			assertThat(body.at("/snapshot/phase").asString()).isEqualTo("READY");
			assertThat(body.at("/snapshot/pid").asLong()).isEqualTo(fake.lastPid().orElseThrow());
			assertThat(body.at("/snapshot/inFlight").asInt(-1)).isZero();
			assertThat(body.at("/snapshot/waiting").asInt(-1)).isZero();
			assertThat(body.at("/transitions")).hasSize(2);
			JsonNode last = body.at("/transitions/1");
			assertThat(last.propertyNames()).containsExactlyInAnyOrder("at", "from", "to", "reason");
			assertThat(last.path("from").asString()).isEqualTo("STARTING");
			assertThat(last.path("to").asString()).isEqualTo("READY");
			assertThat(last.path("reason").asString()).startsWith("it was proven after");
			assertThat(Instant.parse(last.path("at").asString())).isBefore(Instant.now());
			assertThat(body.path("output")).isNotEmpty();
		}
	}

	@Test
	void doctorExaminesBesideTheServerThatRuns() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED)) {
			HttpResponse<String> response = web.get("/actuator/shimmy/doctor");
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			JsonNode body = FakeShimmyWeb.json(response);
			assertThat(body.propertyNames()).containsExactly("status", "findings");
			assertThat(body.path("findings").findValuesAsString("check")).containsExactly("binary", "model",
					"accelerator", "ports", "directories", "disk", "memory", "context", "versions");
			JsonNode ports = body.at("/findings/3");
			assertThat(ports.propertyNames()).containsExactlyInAnyOrder("check", "status", "message", "remedy");
			assertThat(ports.path("status").asString()).isEqualTo("OK");
			assertThat(ports.path("message").asString()).contains("port " + web.sidecar().port(),
					"pid " + fake.lastPid().orElseThrow());
			assertThat(web.sidecar().snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(fake.startedPids()).hasSize(1);
		}
	}

	@Test
	void doctorSaysWhyTheServerDoesNotStart() throws IOException {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		Files.writeString(fake.model(), "<!DOCTYPE html>");
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED, "shimmy.fail-fast=false")) {
			JsonNode body = FakeShimmyWeb.json(web.get("/actuator/shimmy/doctor"));
			assertThat(body.path("status").asString()).isEqualTo("FAIL");
			assertThat(body.at("/findings/1/message").asString()).contains(fake.model().toString(), "HTML");
			assertThat(body.at("/findings/1/remedy").asString()).contains("shimmy.model");
		}
	}

	@Test
	void onlyTheDoctorCanBeLookedAt() {
		try (FakeShimmyWeb web = FakeShimmyWeb.start(FakeShimmyContext.in(this.directory), EXPOSED,
				"shimmy.auto-start=false")) {
			assertThat(web.get("/actuator/shimmy/dentist").statusCode()).isEqualTo(404);
			assertThat(web.get("/actuator/shimmy/start").statusCode()).isEqualTo(404);
		}
	}

	/** The fake, as a server that prints what it is given. */
	@Test
	void outputShowsNeitherKeyNorLaunchId() throws IOException {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory, FakeShimmyBinary.version("2.6.5"));
		Path talkative = Files.writeString(this.directory.resolve("shimmy"), """
				#!/bin/sh
				printf 'a\\033[2Jb\\n'
				echo "key is $SHIMMY_API_KEY, arguments are $*, models are $(ls "$5")"
				exec '%s' "$@"
				""".formatted(this.directory.resolve("bin/shimmy")));
		Files.setPosixFilePermissions(talkative, PosixFilePermissions.fromString("rwx------"));
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED, "shimmy.shimmy-path=" + talkative)) {
			ServerEndpoint endpoint = web.sidecar().endpoint();
			String body = web.get("/actuator/shimmy").body();
			assertThat(body)
				.contains("\"a\\\\u001b[2Jb\"", "key is ******, arguments are serve", FakeShimmyContext.MODEL)
				.doesNotContain(endpoint.apiKey().reveal(), endpoint.wireModel());
		}
	}

	@Test
	void endpointIsNotThereUnlessExposed() {
		try (FakeShimmyWeb web = FakeShimmyWeb.start(FakeShimmyContext.in(this.directory), "shimmy.auto-start=false")) {
			assertThat(web.get("/actuator/shimmy").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void exposureAloneAllowsNoAction() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED)) {
			for (String action : List.of("start", "stop", "restart")) {
				assertThat(web.post("/actuator/shimmy/" + action).statusCode()).as(action).isEqualTo(405);
			}
			assertThat(web.post("/actuator/shimmy/switch/other").statusCode()).isEqualTo(404);
			for (Long pid : fake.startedPids()) {
				assertThat(fake.alivePids()).contains(pid);
			}
			assertThat(web.sidecar().snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(fake.startedPids()).hasSize(1);
		}
	}

	@Test
	void actionsStopStartAndRestartTheServer() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED, WRITABLE)) {
			assertThat(act(web, "stop").path("phase").asString()).isIn("STOPPING", "STOPPED");
			await().atMost(LIMIT).untilAsserted(() -> assertThat(fake.alivePids()).isEmpty());
			assertThat(act(web, "start").path("phase").asString()).isIn("STARTING", "READY");
			awaitReady(web);
			Long second = web.sidecar().snapshot().pid();
			act(web, "restart");
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(web.sidecar().snapshot().pid()).isNotNull().isNotEqualTo(second));
			awaitReady(web);
			assertThat(fake.startedPids()).hasSize(3);
			assertThat(fake.alivePids()).containsExactly(web.sidecar().snapshot().pid());
		}
	}

	@Test
	void startIsAnsweredLongBeforeTheServerIsReady() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory, FakeShimmyContext.WELL.with(Fault.NEVER_BIND));
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED, WRITABLE, "shimmy.auto-start=false")) {
			assertThat(act(web, "start").path("phase").asString()).isEqualTo("STARTING");
			assertThat(act(web, "start").path("phase").asString()).isEqualTo("STARTING");
		}
		assertThat(fake.alivePids()).isEmpty();
	}

	@Test
	void unknownActionIsRefusedWithThoseThatThereAre() {
		try (FakeShimmyWeb web = FakeShimmyWeb.start(FakeShimmyContext.in(this.directory), EXPOSED, WRITABLE,
				"shimmy.auto-start=false")) {
			HttpResponse<String> response = web.post("/actuator/shimmy/explode");
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(FakeShimmyWeb.json(response).path("message").asString())
				.isEqualTo("There is no action 'explode'; allowed are start, stop, restart");
			assertThat(FakeShimmyWeb.json(response).path("allowed").toString())
				.isEqualTo("[\"start\",\"stop\",\"restart\"]");
			assertThat(web.sidecar().snapshot().phase()).isEqualTo(Phase.STOPPED);
		}
	}

	@Test
	void restartRevivesServerThatWasGivenUpAfterCrashLoop() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory,
				FakeShimmyContext.WELL.with(Fault.CRASH_AFTER, 1));
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED, WRITABLE, "shimmy.max-restarts=1",
				"shimmy.fail-fast=false")) {
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(web.sidecar().snapshot().phase()).isEqualTo(Phase.FAILED));
			assertThat(FakeShimmyWeb.json(web.get("/actuator/shimmy")).at("/snapshot/lastFailure/code").asString())
				.isEqualTo(ShimmyErrorCode.CRASH_LOOP.name());
			assertThat(web.get("/actuator/health").statusCode()).isEqualTo(503);
			fake.install(FakeShimmyContext.WELL);
			act(web, "restart");
			awaitReady(web);
			assertThat(web.get("/actuator/health").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void switchServesAnotherModelOrSaysWhyNot() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		TestModel.write(fake.model().resolveSibling("other.gguf"));
		try (FakeShimmyWeb web = FakeShimmyWeb.start(fake, EXPOSED, WRITABLE)) {
			long first = web.sidecar().snapshot().pid();
			HttpResponse<String> unknown = web.post("/actuator/shimmy/switch/none");
			assertThat(unknown.statusCode()).isEqualTo(409);
			assertThat(FakeShimmyWeb.json(unknown).path("code").asString()).isEqualTo("MODEL_NOT_FOUND");
			assertThat(FakeShimmyWeb.json(unknown).path("message").asString()).contains("none");
			assertThat(web.post("/actuator/shimmy/swatch/other").statusCode()).isEqualTo(400);
			assertThat(web.sidecar().snapshot().pid()).isEqualTo(first);
			HttpResponse<String> begun = web.post("/actuator/shimmy/switch/other");
			assertThat(begun.statusCode()).isEqualTo(200);
			await().atMost(LIMIT).untilAsserted(() -> {
				JsonNode snapshot = FakeShimmyWeb.json(web.get("/actuator/shimmy")).path("snapshot");
				assertThat(snapshot.path("model").asString()).isEqualTo("other");
				assertThat(snapshot.path("phase").asString()).isEqualTo("READY");
				assertThat(snapshot.has("nextModel")).isFalse();
			});
			assertThat(FakeShimmyWeb.json(web.get("/actuator/shimmy")).path("transitions").toString())
				.contains("switching from 'tiny' to 'other'");
		}
	}

	private static JsonNode act(FakeShimmyWeb web, String action) {
		HttpResponse<String> response = web.post("/actuator/shimmy/" + action);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return FakeShimmyWeb.json(response);
	}

	private static void awaitReady(FakeShimmyWeb web) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(web.sidecar().snapshot().phase()).isEqualTo(Phase.READY));
	}

}
