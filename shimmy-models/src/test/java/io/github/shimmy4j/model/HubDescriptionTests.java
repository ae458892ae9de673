package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.FakeHub;
import io.github.shimmy4j.transfer.TestTransfer;
import mockwebserver3.MockResponse;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;

/** Descriptions of models by the hub or a mirror. */
class HubDescriptionTests {

	private static final String COMMIT = HubModels.COMMIT;

	private static final byte[] CONTENT = HubModels.CONTENT;

	private static final String BRANCH = HubModels.BRANCH;

	@TempDir
	private Path temporary;

	private HubModels models;

	@BeforeEach
	void setUp() {
		this.models = new HubModels(this.temporary.resolve("models"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"401 | GatedRepo | Access to model owner/tiny is restricted. | HTTP 401, GatedRepo: Access to model owner/tiny is restricted.",
			"404 | RepoNotFound | Repository not found | HTTP 404, RepoNotFound: Repository not found",
			"404 | EntryNotFound | Entry not found | HTTP 404, EntryNotFound: Entry not found" })
	void refusalOfTheHubHasItsOwnExplanation(int status, String code, String message, String told) throws IOException {
		FakeHub.Answer refuses = (request, closed) -> new MockResponse.Builder().code(status)
			.setHeader("X-Error-Code", code)
			.setHeader("X-Error-Message", message);
		try (FakeHub hub = FakeHub.start(refuses)) {
			ShimmyException failure = this.models.failure(hub);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
			assertThat(failure).hasMessageContaining("hf:owner/tiny/Tiny-Llama.gguf@main").hasMessageContaining(told);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Repo-Commit", "X-Linked-Size", "X-Linked-Etag" })
	void fileThatTheHubDoesNotDescribeIsNotFetched(String header) throws IOException {
		FakeHub.Answer silent = (request,
				closed) -> HubModels.describe(COMMIT, CONTENT).removeHeader(header).removeHeader("Location");
		try (FakeHub hub = FakeHub.start(silent)) {
			assertThat(this.models.failure(hub)).hasMessageContaining("does not say commit, size and SHA-256")
				.hasMessageContaining("/owner/tiny/resolve/main/Tiny-Llama.gguf'")
				.hasMessageContaining(header.equals("X-Linked-Size") ? "X-Linked-Size or Content-Length is "
						: header.replace("Etag", "ETag"))
				.hasMessageNotContaining("''");
			assertThat(hub.requests()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void mirrorMayPointToAnotherServerThatDescribesTheFile(boolean mirrorSaysTheCommit) throws IOException {
		List<String> tokens = new CopyOnWriteArrayList<>();
		FakeHub.Answer origin = HubModels.hub(COMMIT, CONTENT);
		try (FakeHub hub = FakeHub.start((request, closed) -> {
			tokens.add("hub " + request.getHeaders().get("Authorization"));
			MockResponse.Builder answer = origin.to(request, closed);
			return mirrorSaysTheCommit ? answer.removeHeader("X-Repo-Commit") : answer;
		}); FakeHub mirror = FakeHub.start((request, closed) -> {
			tokens.add("mirror " + request.getHeaders().get("Authorization"));
			// Another name of this machine counts as another server.
			MockResponse.Builder answer = new MockResponse.Builder().code(307)
				.setHeader("Location",
						hub.environment()
							.get("HF_ENDPOINT")
							.replaceFirst("127.0.0.1", "localhost")
							.replaceFirst("/$", "") + request.getTarget());
			return mirrorSaysTheCommit ? answer.setHeader("X-Repo-Commit", COMMIT) : answer;
		})) {
			Map<String, String> environment = new HashMap<>(mirror.environment());
			environment.put("HF_TOKEN", "hf_secret");
			ModelFile file = this.models.registry()
				.ensureDefault(parse(BRANCH), new SourceDownload(TestTransfer.sources(environment)));
			assertThat(file.path()).hasBinaryContent(CONTENT)
				.isEqualTo(this.models.directory().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf"));
			assertThat(tokens).contains("hub null", "mirror Bearer hf_secret")
				.doesNotContain("hub Bearer hf_secret", "mirror null");
		}
	}

	@Test
	void redirectToAServerWithoutADescriptionNamesTheMissingHeaders() throws IOException {
		try (FakeHub plain = FakeHub.start(FakeHub.sends(CONTENT));
				FakeHub mirror = FakeHub
					.start(FakeHub.redirectsTo(plain.environment().get("HF_ENDPOINT") + "x.gguf"))) {
			assertThat(this.models.failure(mirror))
				.hasMessageContaining("/owner/tiny/resolve/main/Tiny-Llama.gguf', which pointed to '"
						+ plain.environment().get("HF_ENDPOINT") + "x.gguf' does not say commit, size and SHA-256")
				.hasMessageContaining("X-Repo-Commit is missing");
		}
	}

	@Test
	void mirrorThatRedirectsToItselfFails() throws IOException {
		try (FakeHub mirror = FakeHub.start(FakeHub.redirectsTo("/loop?sig=secret"))) {
			assertThat(this.models.failure(mirror)).hasMessageContaining("and points to '/loop', which is not followed")
				.hasMessageContaining("X-Repo-Commit is missing")
				.hasMessageNotContaining("secret");
			assertThat(mirror.requests()).hasSize(11);
		}
	}

	@Test
	void licenceOfTheHubIsPrintable() throws IOException {
		FakeHub.Answer card = (request, closed) -> new MockResponse.Builder()
			.body("{\"cardData\":{\"license\":\"x\\u001b[2J\\nINFO forged\"}}");
		FakeHub.Answer file = (request, closed) -> HubModels.describe(COMMIT, CONTENT);
		try (FakeHub hub = FakeHub.start(FakeHub.byPath("/api/", card, file))) {
			assertThat(this.models.failure(hub)).hasMessageContaining("has the licence 'x\\u001b[2J\\nINFO forged'");
		}
	}

	@Test
	void explanationOfTheHubIsPrintable() throws IOException {
		FakeHub.Answer refuses = (request, closed) -> new MockResponse.Builder().code(403)
			.addHeaderLenient("X-Error-Message", "gone\u001b[31m");
		try (FakeHub hub = FakeHub.start(refuses)) {
			ShimmyException failure = this.models.failure(hub);
			assertThat(failure).hasMessageContaining("gone\\u001b[31m");
			assertThat(Throwables.getStackTrace(failure)).doesNotContain("\u001b");
		}
	}

	@Test
	void renamedRepositoryIsFollowedWithinTheHub() throws IOException {
		FakeHub.Answer moved = (request, closed) -> FakeHub.redirectsTo("/renamed" + request.getTarget())
			.to(request, closed);
		FakeHub.Answer renamed = FakeHub.byPath("/owner/", moved, HubModels.hub(COMMIT, CONTENT));
		try (FakeHub hub = FakeHub.start(renamed)) {
			assertThat(this.models.registry().ensureDefault(parse(BRANCH), HubModels.download(hub)).path())
				.hasBinaryContent(CONTENT);
		}
	}

	@Test
	void signatureOfAnAddressIsInNoFailure() throws IOException {
		try (FakeHub server = FakeHub.start(FakeHub.refuses(403))) {
			String address = server.environment().get("HF_ENDPOINT").replace("//", "//me:secret@")
					+ "tiny.gguf?sig=secret";
			assertThat(this.models.failure(server, address + "#sha256=" + "0".repeat(64)))
				.hasMessageContaining("/tiny.gguf#sha256=")
				.hasStackTraceContaining("HTTP 403")
				.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain("secret"));
			assertThat(this.models.failure(server, address))
				.hasMessageContaining("nothing proves that it is the right one")
				.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain("secret"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "s3:bucket/x.gguf?sig=secret", "s3:me:secret@bucket/x.gguf" })
	void signatureOfAnUnknownSchemeIsInNoFailure(String model) throws IOException {
		try (FakeHub server = FakeHub.start(FakeHub.refuses(403))) {
			assertThat(Throwables.getStackTrace(this.models.failure(server, model))).doesNotContain("secret");
		}
	}

}
