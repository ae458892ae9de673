package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.transfer.FakeHub;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.TestTransfer;
import io.github.shimmy4j.transfer.TinyModel;
import mockwebserver3.MockResponse;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Models by references such as {@code hf:owner/repository/file.gguf@revision}. */
class RemoteModelsTests {

	private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

	private static final String NEXT_COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

	private static final byte[] CONTENT = TinyModel.content();

	private static final String BRANCH = "hf:owner/tiny/Tiny-Llama.gguf";

	@TempDir
	private Path temporary;

	@Test
	void branchIsLookedUpFetchedAtItsCommitAndKept() throws IOException {
		try (FakeHub hub = FakeHub.start(hub(COMMIT, CONTENT))) {
			ModelDirectory registry = registry();
			assertThat(registry.locate(parse(BRANCH))).isEqualTo(new ModelLocation.NeedsLookup("Tiny-Llama",
					new SourceReference.Hub("owner/tiny", "main", "Tiny-Llama.gguf")));
			ModelFile file = registry.ensureDefault(parse(BRANCH), download(hub));
			assertThat(file.name()).isEqualTo("Tiny-Llama");
			assertThat(file.path()).isEqualTo(models().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf"))
				.hasBinaryContent(CONTENT);
			assertThat(hub.requests()).containsExactly("/owner/tiny/resolve/main/Tiny-Llama.gguf",
					"/api/models/owner/tiny/revision/" + COMMIT, "/owner/tiny/resolve/" + COMMIT + "/Tiny-Llama.gguf",
					"/storage");
		}
		// From here on without any network.
		assertThat(registry().locate(parse(BRANCH))).isInstanceOf(ModelLocation.Present.class);
		assertThat(registry().ensureDefault(parse(BRANCH), TinyCatalog.NO_DOWNLOADS).path()).exists();
	}

	@Test
	void commitIsTheSameWhateverTheBranchDoes() throws IOException {
		try (FakeHub hub = FakeHub.start(hub(COMMIT, CONTENT))) {
			registry().ensureDefault(parse(BRANCH + "@" + COMMIT), download(hub));
		}
		byte[] other = CONTENT.clone();
		other[200_000]++;
		try (FakeHub hub = FakeHub.start(hub(NEXT_COMMIT, other))) {
			ModelFile moved = registry().ensureDefault(parse(BRANCH + "@main"), download(hub));
			assertThat(moved.path()).hasBinaryContent(other);
			assertThat(registry().ensureDefault(parse(BRANCH + "@" + COMMIT), TinyCatalog.NO_DOWNLOADS).path())
				.hasBinaryContent(CONTENT);
		}
	}

	@Test
	void whatTheHubSaysDecidesWhatMayArrive() throws IOException {
		byte[] other = CONTENT.clone();
		other[200_000]++;
		FakeHub.Answer lies = FakeHub.byPath("/storage", FakeHub.sends(other), hub(COMMIT, CONTENT));
		try (FakeHub hub = FakeHub.start(lies)) {
			ShimmyException failure = failure(hub);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CHECKSUM_MISMATCH);
			assertThat(models().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf")).doesNotExist();
		}
	}

	@Test
	void whatIsOnTheDiskAndNoModelIsFoundDamagedMendedAndRemoved() throws IOException {
		try (FakeHub hub = FakeHub.start(hub(COMMIT, CONTENT))) {
			ModelDirectory registry = registry();
			Path file = registry.ensureDefault(parse(BRANCH), download(hub)).path();
			breakHeader(file);
			assertThat(catchThrowableOfType(ShimmyException.class, () -> registry.locate(parse(BRANCH))).code())
				.isEqualTo(ShimmyErrorCode.NOT_A_MODEL);
			assertThat(registry.verify(parse(BRANCH)).outcome()).isEqualTo(Verification.Outcome.DAMAGED);
			assertThat(registry.ensureDefault(parse(BRANCH), download(hub)).path()).hasBinaryContent(CONTENT);
			breakHeader(file);
			registry.remove(parse(BRANCH));
			assertThat(file).doesNotExist();
		}
	}

	/** So that nobody sees it before it is read. */
	private static void breakHeader(Path file) throws IOException {
		FileTime modified = Files.getLastModifiedTime(file);
		byte[] broken = CONTENT.clone();
		Arrays.fill(broken, 8, 24, (byte) -1);
		Files.write(file, broken);
		Files.setLastModifiedTime(file, modified);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"401 | GatedRepo | Access to model owner/tiny is restricted. | HTTP 401, GatedRepo: Access to model owner/tiny is restricted.",
			"404 | RepoNotFound | Repository not found | HTTP 404, RepoNotFound: Repository not found",
			"404 | EntryNotFound | Entry not found | HTTP 404, EntryNotFound: Entry not found" })
	void whatTheHubRefusesIsToldInItsWords(int status, String code, String message, String told) throws IOException {
		FakeHub.Answer refuses = (request, closed) -> new MockResponse.Builder().code(status)
			.setHeader("X-Error-Code", code)
			.setHeader("X-Error-Message", message);
		try (FakeHub hub = FakeHub.start(refuses)) {
			ShimmyException failure = failure(hub);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
			assertThat(failure).hasMessageContaining("hf:owner/tiny/Tiny-Llama.gguf@main").hasMessageContaining(told);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Repo-Commit", "X-Linked-Size", "X-Linked-Etag" })
	void fileThatTheHubDoesNotDescribeIsNotFetched(String header) throws IOException {
		FakeHub.Answer silent = (request, closed) -> describe(COMMIT, CONTENT).removeHeader(header)
			.removeHeader("Location");
		try (FakeHub hub = FakeHub.start(silent)) {
			assertThat(failure(hub)).hasMessageContaining("does not say commit, size and SHA-256")
				.hasMessageContaining("/owner/tiny/resolve/main/Tiny-Llama.gguf'")
				.hasMessageContaining(header.equals("X-Linked-Size") ? "X-Linked-Size or Content-Length is "
						: header.replace("Etag", "ETag"))
				.hasMessageNotContaining("''");
			assertThat(hub.requests()).hasSize(1);
		}
	}

	/** Issue 13: "commit is ''". */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void mirrorMayPointToAnotherServerThatDescribesTheFile(boolean mirrorSaysTheCommit) throws IOException {
		List<String> tokens = new CopyOnWriteArrayList<>();
		FakeHub.Answer origin = hub(COMMIT, CONTENT);
		try (FakeHub hub = FakeHub.start((request, closed) -> {
			tokens.add("hub " + request.getHeaders().get("Authorization"));
			MockResponse.Builder answer = origin.to(request, closed);
			return mirrorSaysTheCommit ? answer.removeHeader("X-Repo-Commit") : answer;
		}); FakeHub mirror = FakeHub.start((request, closed) -> {
			tokens.add("mirror " + request.getHeaders().get("Authorization"));
			// Another name of this machine, so another server.
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
			ModelFile file = registry().ensureDefault(parse(BRANCH),
					new SourceDownload(TestTransfer.sources(environment)));
			assertThat(file.path()).hasBinaryContent(CONTENT)
				.isEqualTo(models().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf"));
			assertThat(tokens).contains("hub null", "mirror Bearer hf_secret")
				.doesNotContain("hub Bearer hf_secret", "mirror null");
		}
	}

	@Test
	void mirrorThatPointsToAServerWithoutADescriptionIsNamedWithWhatIsMissing() throws IOException {
		try (FakeHub plain = FakeHub.start(FakeHub.sends(CONTENT));
				FakeHub mirror = FakeHub
					.start(FakeHub.redirectsTo(plain.environment().get("HF_ENDPOINT") + "x.gguf"))) {
			assertThat(failure(mirror))
				.hasMessageContaining("/owner/tiny/resolve/main/Tiny-Llama.gguf', which pointed to '"
						+ plain.environment().get("HF_ENDPOINT") + "x.gguf' does not say commit, size and SHA-256")
				.hasMessageContaining("X-Repo-Commit is missing");
		}
	}

	@Test
	void mirrorThatPointsToItselfEnds() throws IOException {
		try (FakeHub mirror = FakeHub.start(FakeHub.redirectsTo("/loop?sig=secret"))) {
			assertThat(failure(mirror)).hasMessageContaining("and points to '/loop', which is not followed")
				.hasMessageContaining("X-Repo-Commit is missing")
				.hasMessageNotContaining("secret");
			assertThat(mirror.requests()).hasSize(11);
		}
	}

	/** Issue 13: a space, a plus and a letter with an accent were refused. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "my model | my%20model", "a+b | a%2Bb", "mod\u00e8le | mod%C3%A8le",
			"mode\u0301le | mode%CC%81le", "a#b | a%23b", "50% | 50%25", "a%20b | a%2520b", "a (1) | a%20%281%29",
			"a@b | a%40b", "a=b;c,d&e | a%3Db%3Bc%2Cd%26e", "folder x/y | folder%20x/y" })
	void nameOfAFileIsEncodedOnce(String name, String encoded) throws IOException {
		try (FakeHub hub = FakeHub.start(hub(COMMIT, CONTENT))) {
			ModelFile file = registry().ensureDefault(parse("hf:owner/tiny/" + name + ".gguf"), download(hub));
			assertThat(file.path()).isEqualTo(models().resolve("hf/owner/tiny/" + COMMIT + "/" + name + ".gguf"))
				.hasBinaryContent(CONTENT);
			assertThat(hub.requests()).contains("/owner/tiny/resolve/main/" + encoded + ".gguf",
					"/owner/tiny/resolve/" + COMMIT + "/" + encoded + ".gguf");
		}
	}

	/** Issue 13: a licence with an escape sequence came into the log as it was. */
	@Test
	void licenceOfTheHubIsShownPrintable() throws IOException {
		FakeHub.Answer card = (request, closed) -> new MockResponse.Builder()
			.body("{\"cardData\":{\"license\":\"x\\u001b[2J\\nINFO forged\"}}");
		FakeHub.Answer file = (request, closed) -> describe(COMMIT, CONTENT);
		try (FakeHub hub = FakeHub.start(FakeHub.byPath("/api/", card, file))) {
			assertThat(failure(hub)).hasMessageContaining("has the licence 'x\\u001b[2J\\nINFO forged'");
		}
	}

	@Test
	void wordsOfTheHubAreShownPrintable() throws IOException {
		FakeHub.Answer refuses = (request, closed) -> new MockResponse.Builder().code(403)
			.addHeaderLenient("X-Error-Message", "gone\u001b[31m");
		try (FakeHub hub = FakeHub.start(refuses)) {
			ShimmyException failure = failure(hub);
			assertThat(failure).hasMessageContaining("gone\\u001b[31m");
			assertThat(Throwables.getStackTrace(failure)).doesNotContain("\u001b");
		}
	}

	@Test
	void renamedRepositoryIsFollowedWithinTheHub() throws IOException {
		FakeHub.Answer moved = (request, closed) -> FakeHub.redirectsTo("/renamed" + request.getTarget())
			.to(request, closed);
		FakeHub.Answer renamed = FakeHub.byPath("/owner/", moved, hub(COMMIT, CONTENT));
		try (FakeHub hub = FakeHub.start(renamed)) {
			assertThat(registry().ensureDefault(parse(BRANCH), download(hub)).path()).hasBinaryContent(CONTENT);
		}
	}

	@Test
	void modelThatTheServerCannotRunIsRefusedOnceItsHeaderIsThere() throws IOException {
		try (FakeHub hub = FakeHub.start(hub(COMMIT, CONTENT))) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> registry().ensureDefault(parse(BRANCH), ServerCapabilities.SHIMMY_2, download(hub)));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL);
		}
	}

	@Test
	void hostWithAnUnderscoreHasAFolderToo() throws IOException {
		String digest = TinyModel.sha256();
		String reference = "http://my_models:8080/Tiny-Llama.gguf#sha256=" + digest;
		assertThat(registry().locate(parse(reference))).isInstanceOf(ModelLocation.NeedsLookup.class);
		Path folder = Files.createDirectories(models().resolve("web/my_models/revisions/" + digest));
		Files.writeString(folder.resolve("Tiny-Llama.gguf.json"), """
				{"revision":"%s","sizeBytes":300000,"sha256":"%s","license":null}""".formatted(digest, digest));
		assertThat(registry().locate(parse(reference))).isInstanceOf(ModelLocation.NeedsTransfer.class);
	}

	@Test
	void handlerThatDoesNotLookUpIsNamed() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> registry().ensureDefault(parse(BRANCH), TinyCatalog.NO_DOWNLOADS));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
		assertThat(failure).hasMessageContaining("the application's own DownloadHandler");
	}

	@Test
	void modelInPartsIsFetchedWhole() throws IOException {
		Path first = TestModel.write(this.temporary.resolve("big-00001-of-00002.gguf"), "llama", "F32");
		Path second = TestModel.write(this.temporary.resolve("big-00002-of-00002.gguf"), "llama", "Q4_1");
		Map<String, byte[]> files = new HashMap<>();
		for (Path part : List.of(first, second)) {
			files.put(String.valueOf(part.getFileName()), Files.readAllBytes(part));
		}
		FakeHub.Answer storage = (request, closed) -> FakeHub
			.sends(files.get(request.getTarget().substring("/storage/".length())))
			.to(request, closed);
		FakeHub.Answer file = (request, closed) -> {
			String name = request.getTarget().replaceAll(".*/", "");
			return describe(COMMIT, files.get(name)).setHeader("Location", "/storage/" + name);
		};
		try (FakeHub hub = FakeHub
			.start(FakeHub.byPath("/storage/", storage, FakeHub.byPath("/api/", FakeHub.refuses(404), file)))) {
			String reference = "hf:owner/big/big-00001-of-00002.gguf";
			ModelFile model = registry().ensureDefault(parse(reference), download(hub));
			assertThat(model.path()).hasSameBinaryContentAs(first);
			assertThat(model.path().resolveSibling("big-00002-of-00002.gguf")).hasSameBinaryContentAs(second);
			// The second part is asked for at the commit of the first.
			assertThat(hub.requests()).contains("/owner/big/resolve/main/big-00001-of-00002.gguf",
					"/owner/big/resolve/" + COMMIT + "/big-00002-of-00002.gguf");
			Files.delete(model.path().resolveSibling("big-00002-of-00002.gguf"));
			assertThat(registry().locate(parse(reference))).isInstanceOf(ModelLocation.NeedsTransfer.class);
		}
	}

	@Test
	void catalogsModelWithoutADigestIsWhatTheHubSays() throws IOException {
		CatalogVariant variant = new CatalogVariant("Tiny-Llama.gguf", 300_000, null, Set.of("Q4_1"),
				List.of(new SourceReference.Hub("owner/tiny", "main", "Tiny-Llama.gguf")));
		ModelDirectory registry = new ModelDirectory(models(), TinyCatalog.of(variant));
		try (FakeHub hub = FakeHub.start(hub(COMMIT, CONTENT))) {
			assertThat(registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
				.isInstanceOf(ModelLocation.NeedsLookup.class);
			ModelFile file = registry.ensureDefault(parse("tiny"), download(hub));
			assertThat(file).isEqualTo(
					new ModelFile("tiny", models().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf"), 300_000));
		}
		assertThat(registry.ensureDefault(parse("tiny"), TinyCatalog.NO_DOWNLOADS).path()).hasBinaryContent(CONTENT);
	}

	@Test
	void signatureOfAnAddressIsInNoFailure() throws IOException {
		try (FakeHub server = FakeHub.start(FakeHub.refuses(403))) {
			String address = server.environment().get("HF_ENDPOINT").replace("//", "//me:secret@")
					+ "tiny.gguf?sig=secret";
			assertThat(failure(server, address + "#sha256=" + "0".repeat(64)))
				.hasMessageContaining("/tiny.gguf#sha256=")
				.hasStackTraceContaining("HTTP 403")
				.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain("secret"));
			assertThat(failure(server, address)).hasMessageContaining("nothing says that it is the right one")
				.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain("secret"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "s3:bucket/x.gguf?sig=secret", "s3:me:secret@bucket/x.gguf" })
	void signatureOfAnUnknownSchemeIsInNoFailure(String model) throws IOException {
		try (FakeHub server = FakeHub.start(FakeHub.refuses(403))) {
			assertThat(Throwables.getStackTrace(failure(server, model))).doesNotContain("secret");
		}
	}

	/** As the hub answers for a file in its storage. */
	private static FakeHub.Answer hub(String commit, byte[] content) {
		FakeHub.Answer file = (request, closed) -> describe(commit, content);
		return FakeHub.byPath("/storage", FakeHub.sends(content), FakeHub.byPath("/api/", FakeHub.refuses(404), file));
	}

	private static MockResponse.Builder describe(String commit, byte[] content) {
		return new MockResponse.Builder().code(302)
			.setHeader("X-Repo-Commit", commit)
			.setHeader("X-Linked-Size", content.length)
			.setHeader("X-Linked-Etag", "\"" + TinyModel.sha256(content) + "\"")
			.setHeader("Location", "/storage");
	}

	private ShimmyException failure(FakeHub hub) {
		return failure(hub, BRANCH);
	}

	private ShimmyException failure(FakeHub hub, String model) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> registry().ensureDefault(parse(model), download(hub)));
		assertThat(failure).isNotNull();
		return failure;
	}

	private ModelDirectory registry() {
		return new ModelDirectory(models(), new ModelCatalog(List.of()));
	}

	private Path models() {
		return this.temporary.resolve("models");
	}

	private static SourceDownload download(FakeHub hub) {
		return new SourceDownload(TestTransfer.sources(hub.environment()));
	}

}
