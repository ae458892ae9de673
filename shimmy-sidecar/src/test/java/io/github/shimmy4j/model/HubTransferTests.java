package io.github.shimmy4j.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests for {@link HubTransfer} by way of the registry, against a real HTTP server. */
class HubTransferTests {

	private static final Duration STALL_TIMEOUT = Duration.ofMillis(300);

	@TempDir
	private Path temporary;

	@Test
	void wholeFileBecomesVisibleForItsOwnerOnly() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			List<Long> seen = new CopyOnWriteArrayList<>();
			ModelDirectory registry = new ModelDirectory(models(), TinyModel.catalog(TinyModel.HUB),
					(bytes, total, source) -> seen.add(bytes));
			ModelFile file = registry.ensureDefault("tiny", new CatalogDownload(hub.environment()));
			assertThat(file).isEqualTo(new ModelFile("tiny", models().resolve("tiny.gguf"), 300_000));
			assertThat(file.path()).hasBinaryContent(TinyModel.content());
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
				.isEqualTo("rw-------");
			assertThat(seen).endsWith(300_000L);
			assertThat(hub.requests())
				.containsExactly("/owner/tiny/resolve/0123456789012345678901234567890123456789/tiny.gguf");
			assertThat(visible()).containsExactlyInAnyOrder("tiny.gguf", "tiny.gguf.lock");
		}
	}

	@Test
	void redirectIsFollowed() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.redirects(FakeHub.sends(TinyModel.content())))) {
			assertThat(ensure(hub).path()).hasBinaryContent(TinyModel.content());
		}
	}

	@Test
	void redirectLoopFails() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.redirectsTo("/loop"))) {
			assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "/loop' answered with HTTP 302");
		}
	}

	@Test
	void redirectToNowhereFails() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.redirectsTo("http://[nowhere"))) {
			assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "http://[nowhere");
		}
		try (FakeHub hub = FakeHub.start(FakeHub.redirectsTo("file:///etc/passwd"))) {
			assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "answered with HTTP 302");
		}
	}

	@Test
	void wrongByteIsNeverVisible() throws IOException {
		byte[] content = TinyModel.content();
		content[200_000]++;
		try (FakeHub hub = FakeHub.start(FakeHub.sends(content))) {
			assertFails(hub, ShimmyErrorCode.CHECKSUM_MISMATCH,
					"expected 300,000 bytes and SHA-256 " + TinyModel.from(TinyModel.HUB).sha256());
		}
	}

	@Test
	void shorterFileIsNeverVisible() throws IOException {
		byte[] content = new byte[1000];
		try (FakeHub hub = FakeHub.start(FakeHub.sends(content))) {
			assertFails(hub, ShimmyErrorCode.CHECKSUM_MISMATCH,
					"arrived with 1,000 bytes and SHA-256 541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53");
		}
	}

	@Test
	void longerFileIsRefusedBeforeItArrives() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(new byte[300_001]))) {
			assertFails(hub, ShimmyErrorCode.CHECKSUM_MISMATCH, "has 300,001 bytes, expected 300,000");
		}
	}

	@Test
	void endlessFileIsCutOff() throws IOException {
		FakeHub.Answer endless = (exchange, closed) -> {
			exchange.sendResponseHeaders(200, 0);
			while (closed.getCount() > 0) {
				exchange.getResponseBody().write(new byte[10_000]);
			}
		};
		try (FakeHub hub = FakeHub.start(endless)) {
			assertFails(hub, ShimmyErrorCode.CHECKSUM_MISMATCH, "did not end after its 300,000 bytes");
		}
	}

	@Test
	void loginPageIsToldFromTheModel() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sendsPage("<!DOCTYPE html><title>Log in to Guest-WiFi</title>"))) {
			assertFails(hub, ShimmyErrorCode.CHECKSUM_MISMATCH,
					"it begins as an HTML page, '<!DOCTYPE html><title>Log in to Guest-WiFi</title>");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 401, 403, 404, 429, 500, 503 })
	void otherStatusFails(int status) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.refuses(status))) {
			assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "answered with HTTP " + status);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 150_000, 299_999 })
	void cutConnectionFails(int after) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.cuts(TinyModel.content(), after))) {
			assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "connection lost after");
		}
	}

	@Test
	void stalledConnectionFails() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.stalls(TinyModel.content(), 16_384))) {
			assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "no byte within 300 ms, after 16,384 of 300,000 bytes");
		}
	}

	@Test
	void serverThatNeverAnswersFails() throws IOException {
		FakeHub.Answer silence = (exchange, closed) -> FakeHub.await(closed);
		try (FakeHub hub = FakeHub.start(silence)) {
			assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "did not answer within 600 ms");
		}
	}

	@Test
	void closedPortFails() throws IOException {
		FakeHub hub = FakeHub.start(FakeHub.refuses(500));
		hub.close();
		assertFails(hub, ShimmyErrorCode.DOWNLOAD_FAILED, "no connection: ");
	}

	@Test
	void unknownHostFailsAtOnce() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> ensure(Map.of("HF_ENDPOINT", "https://shimmy4j.invalid")))
			.withMessageContaining("Hugging Face owner/tiny: the host is not known here");
	}

	@Test
	void tokenIsForTheHubAlone() throws IOException {
		Map<String, List<String>> tokens = new ConcurrentHashMap<>();
		FakeHub.Answer notes = (exchange, closed) -> {
			tokens.put("storage", exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
			FakeHub.sends(TinyModel.content()).send(exchange, closed);
		};
		try (FakeHub storage = FakeHub.start(notes)) {
			FakeHub.Answer points = (exchange, closed) -> {
				tokens.put("hub", exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
				FakeHub.redirectsTo(storage.environment().get("HF_ENDPOINT") + "blob").send(exchange, closed);
			};
			try (FakeHub hub = FakeHub.start(points)) {
				Map<String, String> environment = new HashMap<>(hub.environment());
				environment.put("HF_TOKEN", "hf_secret");
				assertThat(ensure(environment).path()).hasBinaryContent(TinyModel.content());
			}
		}
		assertThat(tokens).isEqualTo(Map.of("hub", List.of("Bearer hf_secret"), "storage", List.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "ON", "yes", "True" })
	void hubThatIsToBeLeftAloneIsNotAsked(String value) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			Map<String, String> environment = new HashMap<>(hub.environment());
			environment.put("HF_HUB_OFFLINE", value);
			assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> ensure(environment))
				.withMessageContaining("HF_HUB_OFFLINE is set");
			assertThat(hub.requests()).isEmpty();
		}
	}

	@Test
	void endpointIsHuggingFaceUnlessTheEnvironmentSaysOtherwise() {
		String path = "/owner/tiny/resolve/0123456789012345678901234567890123456789/tiny.gguf";
		assertThat(HubClient.of(Map.of()).address(TinyModel.HUB))
			.isEqualTo(URI.create("https://huggingface.co" + path));
		assertThat(HubClient.of(Map.of("HF_ENDPOINT", "https://mirror.example/hf//")).address(TinyModel.HUB))
			.isEqualTo(URI.create("https://mirror.example/hf" + path));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> new CatalogDownload(Map.of("HF_ENDPOINT", "mirror.example")))
			.withMessage("HF_ENDPOINT is 'mirror.example', which is not an http or https address");
	}

	private void assertFails(FakeHub hub, ShimmyErrorCode code, String reason) throws IOException {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(hub));
		assertThat(failure).isNotNull()
			.hasMessageStartingWith(
					"Model 'tiny' could not be fetched from any of its 1 sources: Hugging Face owner/tiny")
			.hasMessageContaining(reason);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.getSuppressed()).hasSize(1);
		assertThat(visible()).containsExactly("tiny.gguf.lock");
	}

	private ModelFile ensure(FakeHub hub) {
		return ensure(hub.environment());
	}

	private ModelFile ensure(Map<String, String> environment) {
		Pip none = new Pip(new ProcessCommandRunner(), Map.of(), List.of());
		CatalogDownload download = new CatalogDownload(
				new HubTransfer(HubClient.of(environment).waitingFor(STALL_TIMEOUT), (duration) -> {
				}), new WheelTransfer(none), DiskSpace.USABLE);
		return new ModelDirectory(models(), TinyModel.catalog(TinyModel.HUB)).ensureDefault("tiny", download);
	}

	private List<String> visible() throws IOException {
		try (var files = Files.list(models())) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private Path models() {
		return this.temporary.resolve("models");
	}

}
