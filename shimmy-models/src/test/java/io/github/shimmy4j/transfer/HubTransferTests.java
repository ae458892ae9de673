package io.github.shimmy4j.transfer;

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

/** Tests for {@link HubSource} against a real HTTP server. */
class HubTransferTests {

	private static final Duration STALL_TIMEOUT = Duration.ofMillis(300);

	/** Generous, except for silence: on a busy machine an answer may take seconds. */
	private Duration timeout = Duration.ofSeconds(30);

	@TempDir
	private Path temporary;

	@Test
	void wholeFileBecomesVisibleForItsOwnerOnly() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			List<Long> seen = new CopyOnWriteArrayList<>();
			Sources sources = TestTransfer.sources(hub.environment());
			Path file = transfer().ensure((at) -> seen.add(at.done()), (destination, progress) -> {
				sources.fetch(List.of(TinyModel.HUB), TinyModel.wanted(), destination, progress);
				return true;
			});
			assertThat(file).isEqualTo(models().resolve("tiny.gguf")).hasBinaryContent(TinyModel.content());
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
			assertThat(seen).endsWith(300_000L);
			assertThat(hub.requests())
				.containsExactly("/owner/tiny/resolve/0123456789012345678901234567890123456789/tiny.gguf");
			assertThat(visible()).containsExactlyInAnyOrder("tiny.gguf", "tiny.gguf.lock", "tiny.gguf.verified");
		}
	}

	@Test
	void redirectIsFollowed() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.redirects(FakeHub.sends(TinyModel.content())))) {
			assertThat(ensure(hub)).hasBinaryContent(TinyModel.content());
		}
	}

	@Test
	void redirectLoopFails() throws IOException {
		assertFails(FakeHub.redirectsTo("/loop"), ShimmyErrorCode.DOWNLOAD_FAILED, "/loop' answered with HTTP 302");
	}

	@Test
	void redirectToNowhereFails() throws IOException {
		assertFails(FakeHub.redirectsTo("http://[nowhere?sig=secret"), ShimmyErrorCode.DOWNLOAD_FAILED,
				"points to 'http://[nowhere', which");
		assertFails(FakeHub.redirectsTo("file:///etc/passwd"), ShimmyErrorCode.DOWNLOAD_FAILED,
				"answered with HTTP 302");
	}

	@Test
	void wrongByteIsNeverVisible() throws IOException {
		byte[] content = TinyModel.content();
		content[200_000]++;
		assertFails(FakeHub.sends(content), ShimmyErrorCode.CHECKSUM_MISMATCH,
				"expected 300,000 bytes and SHA-256 " + TinyModel.sha256());
	}

	@Test
	void shorterFileIsNeverVisible() throws IOException {
		byte[] content = new byte[1000];
		assertFails(FakeHub.sends(content), ShimmyErrorCode.CHECKSUM_MISMATCH,
				"arrived with 1,000 bytes and SHA-256 541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53");
	}

	@Test
	void longerFileIsRefusedBeforeItArrives() throws IOException {
		assertFails(FakeHub.sends(new byte[300_001]), ShimmyErrorCode.CHECKSUM_MISMATCH,
				"has 300,001 bytes, expected 300,000");
	}

	@Test
	void endlessFileIsCutOff() throws IOException {
		assertFails(FakeHub.endless(), ShimmyErrorCode.CHECKSUM_MISMATCH, "did not end after its 300,000 bytes");
	}

	@Test
	void loginPageIsToldFromTheModel() throws IOException {
		assertFails(FakeHub.sendsPage("<!DOCTYPE html><title>Log in to Guest-WiFi</title>"),
				ShimmyErrorCode.CHECKSUM_MISMATCH,
				"it begins as an HTML page, '<!DOCTYPE html><title>Log in to Guest-WiFi</title>");
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 401, 403, 404, 429, 500, 503 })
	void otherStatusFails(int status) throws IOException {
		assertFails(FakeHub.refuses(status), ShimmyErrorCode.DOWNLOAD_FAILED, "answered with HTTP " + status);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 150_000, 299_999 })
	void cutConnectionFails(int after) throws IOException {
		assertFails(FakeHub.cuts(TinyModel.content(), after), ShimmyErrorCode.DOWNLOAD_FAILED, "connection lost after");
	}

	@Test
	void stalledConnectionFails() throws IOException {
		this.timeout = STALL_TIMEOUT;
		assertFails(FakeHub.stalls(TinyModel.content(), 16_384), ShimmyErrorCode.DOWNLOAD_FAILED,
				"no byte within 300 ms, after 16,384 of 300,000 bytes");
	}

	@Test
	void serverThatNeverAnswersFails() throws IOException {
		this.timeout = STALL_TIMEOUT;
		assertFails(FakeHub.silence(), ShimmyErrorCode.DOWNLOAD_FAILED, "did not answer within 600 ms");
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
			.isThrownBy(() -> new TestTransfer(models()).ensure(Map.of("HF_ENDPOINT", "https://shimmy4j.invalid"),
					TinyModel.HUB))
			.withMessageContainingAll("Hugging Face owner/tiny: 'https://shimmy4j.invalid/",
					"' gave no answer: the host is not known here");
	}

	@Test
	void tokenIsSentOnlyToTheHub() throws IOException {
		Map<String, String> tokens = new ConcurrentHashMap<>();
		FakeHub.Answer notes = (request, closed) -> {
			tokens.put("storage", FakeHub.header(request, "Authorization"));
			return FakeHub.sends(TinyModel.content()).to(request, closed);
		};
		try (FakeHub storage = FakeHub.start(notes)) {
			FakeHub.Answer points = (request, closed) -> {
				tokens.put("hub", FakeHub.header(request, "Authorization"));
				return FakeHub.redirectsTo(storage.address("/blob")).to(request, closed);
			};
			try (FakeHub hub = FakeHub.start(points)) {
				Map<String, String> environment = new HashMap<>(hub.environment());
				environment.put("HF_TOKEN", "hf_secret");
				assertThat(ensure(environment)).hasBinaryContent(TinyModel.content());
			}
		}
		assertThat(tokens).isEqualTo(Map.of("hub", "Bearer hf_secret", "storage", ""));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "hf_se\ncret", "hf_se\r\nX-Other: cret", "hf_se cret", "hf_se\u00e4cret", "hf_se\u0000cret" })
	void invalidTokenIsRefusedAndNotShown(String token) throws IOException {
		assertRefused(Map.of("HF_TOKEN", token), "HF_TOKEN");
		Path file = Files.writeString(this.temporary.resolve("token"), token + "\n");
		assertRefused(Map.of("HF_TOKEN_PATH", file.toString()), "'%s' (HF_TOKEN_PATH)".formatted(file));
	}

	private static void assertRefused(Map<String, String> environment, String origin) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> Sources.of(environment, List.of()))
			.withMessage(origin + " is not a token: it must be one line of printable ASCII without spaces")
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

	@Test
	void tokenMayBeInAFile() throws IOException {
		Path file = Files.writeString(this.temporary.resolve("token"), " hf_secret\n");
		List<String> tokens = new CopyOnWriteArrayList<>();
		FakeHub.Answer notes = (request, closed) -> {
			tokens.add(FakeHub.header(request, "Authorization"));
			return FakeHub.sends(TinyModel.content()).to(request, closed);
		};
		try (FakeHub hub = FakeHub.start(notes)) {
			Map<String, String> environment = new HashMap<>(hub.environment());
			environment.put("HF_TOKEN_PATH", file.toString());
			ensure(environment);
		}
		assertThat(tokens).containsExactly("Bearer hf_secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "ON", "yes", "True" })
	void hubIsNotAskedWhenItIsOffline(String value) throws IOException {
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
		assertThat(HubClient.of(Map.of(), WebClient.of(Map.of())).address(TinyModel.HUB))
			.isEqualTo(URI.create("https://huggingface.co" + path));
		assertThat(HubClient.of(Map.of("HF_ENDPOINT", "https://mirror.example/hf//"), WebClient.of(Map.of()))
			.address(TinyModel.HUB)).isEqualTo(URI.create("https://mirror.example/hf" + path));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> Sources.of(Map.of("HF_ENDPOINT", "mirror.example"), List.of()))
			.withMessage("HF_ENDPOINT is 'mirror.example', which is not an http or https address");
	}

	@Test
	void endpointMayBeAServiceOfDockerCompose() {
		HubClient hub = HubClient.of(Map.of("HF_ENDPOINT", "http://hf_mirror:8080"), WebClient.of(Map.of()));
		assertThat(hub.isHub(hub.address(TinyModel.HUB))).isTrue();
		assertThat(hub.isHub(URI.create("http://HF_Mirror:8080/x"))).isTrue();
		assertThat(hub.isHub(URI.create("http://hf_mirror:8081/x"))).isFalse();
		assertThat(hub.isHub(URI.create("http://hf_other:8080/x"))).isFalse();
		assertThat(hub.isHub(URI.create("https://hf_mirror:8080/x"))).isFalse();
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> new TestTransfer(models())
				.ensure(Map.of("HF_ENDPOINT", "http://hf_mirror.invalid:8080", "HF_TOKEN", "hf_secret"), TinyModel.HUB))
			.withMessageContainingAll("'http://hf_mirror.invalid:8080/owner/tiny/",
					"' gave no answer: the host is not known here");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://[nowhere", "http://b\u00fccher.example", "https://:8080", "https://a%b" })
	void endpointThatNoClientUnderstandsIsRefused(String endpoint) {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> Sources.of(Map.of("HF_ENDPOINT", endpoint), List.of()))
			.withMessage("HF_ENDPOINT is '%s', which is not an http or https address".formatted(endpoint))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

	@Test
	void userOfAnEndpointThatIsRefusedIsNotShown() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> Sources.of(Map.of("HF_ENDPOINT", "https://me:secret@a^b"), List.of()))
			.withMessageContaining("https://a^b")
			.withNoCause()
			.withMessageNotContaining("secret");
	}

	private void assertFails(FakeHub.Answer answer, ShimmyErrorCode code, String reason) throws IOException {
		try (FakeHub hub = FakeHub.start(answer)) {
			assertFails(hub, code, reason);
		}
	}

	private void assertFails(FakeHub hub, ShimmyErrorCode code, String reason) throws IOException {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(hub));
		assertThat(failure).isNotNull()
			.hasMessageStartingWith("'tiny' could not be fetched: Hugging Face owner/tiny")
			.hasMessageContaining(reason);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.getSuppressed()).hasSize(1);
		assertThat(visible()).containsExactly("tiny.gguf.lock");
	}

	private Path ensure(FakeHub hub) {
		return ensure(hub.environment());
	}

	private Path ensure(Map<String, String> environment) {
		return transfer().ensure(environment, TinyModel.HUB);
	}

	private TestTransfer transfer() {
		return new TestTransfer(models()).waitingFor(this.timeout);
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
