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

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelRegistry.Verification;
import io.github.shimmy4j.transfer.FakeHub;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Models by references such as {@code hf:owner/repository/file.gguf@revision}. */
class RemoteModelsTests {

	private static final String COMMIT = HubModels.COMMIT;

	private static final String NEXT_COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

	private static final byte[] CONTENT = HubModels.CONTENT;

	private static final String BRANCH = HubModels.BRANCH;

	@TempDir
	private Path temporary;

	private HubModels models;

	@BeforeEach
	void setUp() {
		this.models = new HubModels(this.temporary.resolve("models"));
	}

	@Test
	void branchIsLookedUpFetchedAtItsCommitAndKept() throws IOException {
		try (FakeHub hub = FakeHub.start(HubModels.hub(COMMIT, CONTENT))) {
			ModelDirectory registry = this.models.registry();
			assertThat(registry.locate(parse(BRANCH))).isEqualTo(new ModelLocation.NeedsLookup("Tiny-Llama",
					new SourceReference.Hub("owner/tiny", "main", "Tiny-Llama.gguf")));
			ModelFile file = registry.ensureDefault(parse(BRANCH), HubModels.download(hub));
			assertThat(file.name()).isEqualTo("Tiny-Llama");
			assertThat(file.path())
				.isEqualTo(this.models.directory().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf"))
				.hasBinaryContent(CONTENT);
			assertThat(hub.requests()).containsExactly("/owner/tiny/resolve/main/Tiny-Llama.gguf",
					"/api/models/owner/tiny/revision/" + COMMIT, "/owner/tiny/resolve/" + COMMIT + "/Tiny-Llama.gguf",
					"/storage");
		}
		// From here on without a network.
		assertThat(this.models.registry().locate(parse(BRANCH))).isInstanceOf(ModelLocation.Present.class);
		assertThat(this.models.registry().ensureDefault(parse(BRANCH), TinyCatalog.NO_DOWNLOADS).path()).exists();
	}

	@Test
	void commitStaysTheSameWhenTheBranchMoves() throws IOException {
		try (FakeHub hub = FakeHub.start(HubModels.hub(COMMIT, CONTENT))) {
			this.models.registry().ensureDefault(parse(BRANCH + "@" + COMMIT), HubModels.download(hub));
		}
		byte[] other = CONTENT.clone();
		other[200_000]++;
		try (FakeHub hub = FakeHub.start(HubModels.hub(NEXT_COMMIT, other))) {
			ModelFile moved = this.models.registry().ensureDefault(parse(BRANCH + "@main"), HubModels.download(hub));
			assertThat(moved.path()).hasBinaryContent(other);
			assertThat(
					this.models.registry().ensureDefault(parse(BRANCH + "@" + COMMIT), TinyCatalog.NO_DOWNLOADS).path())
				.hasBinaryContent(CONTENT);
		}
	}

	@Test
	void whatTheHubSaysDecidesWhatMayArrive() throws IOException {
		byte[] other = CONTENT.clone();
		other[200_000]++;
		FakeHub.Answer lies = FakeHub.byPath("/storage", FakeHub.sends(other), HubModels.hub(COMMIT, CONTENT));
		try (FakeHub hub = FakeHub.start(lies)) {
			ShimmyException failure = this.models.failure(hub);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CHECKSUM_MISMATCH);
			assertThat(this.models.directory().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf")).doesNotExist();
		}
	}

	@Test
	void whatIsOnTheDiskAndNoModelIsFoundDamagedMendedAndRemoved() throws IOException {
		try (FakeHub hub = FakeHub.start(HubModels.hub(COMMIT, CONTENT))) {
			ModelDirectory registry = this.models.registry();
			Path file = registry.ensureDefault(parse(BRANCH), HubModels.download(hub)).path();
			breakHeader(file);
			assertThat(catchThrowableOfType(ShimmyException.class, () -> registry.locate(parse(BRANCH))).code())
				.isEqualTo(ShimmyErrorCode.NOT_A_MODEL);
			assertThat(registry.verify(parse(BRANCH)).outcome()).isEqualTo(Verification.Outcome.DAMAGED);
			assertThat(registry.ensureDefault(parse(BRANCH), HubModels.download(hub)).path()).hasBinaryContent(CONTENT);
			breakHeader(file);
			registry.remove(parse(BRANCH));
			assertThat(file).doesNotExist();
		}
	}

	/** Keeps size and time, so that only reading the file reveals the damage. */
	private static void breakHeader(Path file) throws IOException {
		FileTime modified = Files.getLastModifiedTime(file);
		byte[] broken = CONTENT.clone();
		Arrays.fill(broken, 8, 24, (byte) -1);
		Files.write(file, broken);
		Files.setLastModifiedTime(file, modified);
	}

	/** Issue 13: a space, a plus and a letter with an accent were refused. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "my model | my%20model", "a+b | a%2Bb", "mod\u00e8le | mod%C3%A8le",
			"mode\u0301le | mode%CC%81le", "a#b | a%23b", "50% | 50%25", "a%20b | a%2520b", "a (1) | a%20%281%29",
			"a@b | a%40b", "a=b;c,d&e | a%3Db%3Bc%2Cd%26e", "folder x/y | folder%20x/y" })
	void nameOfAFileIsEncodedOnce(String name, String encoded) throws IOException {
		try (FakeHub hub = FakeHub.start(HubModels.hub(COMMIT, CONTENT))) {
			ModelFile file = this.models.registry()
				.ensureDefault(parse("hf:owner/tiny/" + name + ".gguf"), HubModels.download(hub));
			assertThat(file.path())
				.isEqualTo(this.models.directory().resolve("hf/owner/tiny/" + COMMIT + "/" + name + ".gguf"))
				.hasBinaryContent(CONTENT);
			assertThat(hub.requests()).contains("/owner/tiny/resolve/main/" + encoded + ".gguf",
					"/owner/tiny/resolve/" + COMMIT + "/" + encoded + ".gguf");
		}
	}

	/** Issue 13: a licence with an escape sequence was logged unescaped. */
	@Test
	void modelThatTheServerCannotRunIsRefusedAfterItsDownload() throws IOException {
		try (FakeHub hub = FakeHub.start(HubModels.hub(COMMIT, CONTENT))) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> this.models.registry()
				.ensureDefault(parse(BRANCH), ServerCapabilities.SHIMMY_2, HubModels.download(hub)));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL);
		}
	}

	@Test
	void hostWithAnUnderscoreHasAFolder() throws IOException {
		String digest = TinyModel.sha256();
		String reference = "http://my_models:8080/Tiny-Llama.gguf#sha256=" + digest;
		assertThat(this.models.registry().locate(parse(reference))).isInstanceOf(ModelLocation.NeedsLookup.class);
		Path folder = Files.createDirectories(this.models.directory().resolve("web/my_models/revisions/" + digest));
		Files.writeString(folder.resolve("Tiny-Llama.gguf.json"), """
				{"revision":"%s","sizeBytes":300000,"sha256":"%s","license":null}""".formatted(digest, digest));
		assertThat(this.models.registry().locate(parse(reference))).isInstanceOf(ModelLocation.NeedsTransfer.class);
	}

	@Test
	void handlerWithoutALookUpIsNamed() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> this.models.registry().ensureDefault(parse(BRANCH), TinyCatalog.NO_DOWNLOADS));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
		assertThat(failure).hasMessageContaining("the application's own DownloadHandler");
	}

	@Test
	void splitModelIsFetchedCompletely() throws IOException {
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
			return HubModels.describe(COMMIT, files.get(name)).setHeader("Location", "/storage/" + name);
		};
		try (FakeHub hub = FakeHub
			.start(FakeHub.byPath("/storage/", storage, FakeHub.byPath("/api/", FakeHub.refuses(404), file)))) {
			String reference = "hf:owner/big/big-00001-of-00002.gguf";
			ModelFile model = this.models.registry().ensureDefault(parse(reference), HubModels.download(hub));
			assertThat(model.path()).hasSameBinaryContentAs(first);
			assertThat(model.path().resolveSibling("big-00002-of-00002.gguf")).hasSameBinaryContentAs(second);
			// The second part is requested at the commit of the first.
			assertThat(hub.requests()).contains("/owner/big/resolve/main/big-00001-of-00002.gguf",
					"/owner/big/resolve/" + COMMIT + "/big-00002-of-00002.gguf");
			Files.delete(model.path().resolveSibling("big-00002-of-00002.gguf"));
			assertThat(this.models.registry().locate(parse(reference))).isInstanceOf(ModelLocation.NeedsTransfer.class);
		}
	}

	@Test
	void catalogModelWithoutADigestHasThatOfTheHub() throws IOException {
		ModelCatalog.Variant variant = new ModelCatalog.Variant("Tiny-Llama.gguf", 300_000, null, Set.of("Q4_1"),
				List.of(new SourceReference.Hub("owner/tiny", "main", "Tiny-Llama.gguf")));
		ModelDirectory registry = new ModelDirectory(this.models.directory(), TinyCatalog.of(variant));
		try (FakeHub hub = FakeHub.start(HubModels.hub(COMMIT, CONTENT))) {
			assertThat(registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
				.isInstanceOf(ModelLocation.NeedsLookup.class);
			ModelFile file = registry.ensureDefault(parse("tiny"), HubModels.download(hub));
			assertThat(file).isEqualTo(new ModelFile("tiny",
					this.models.directory().resolve("hf/owner/tiny/" + COMMIT + "/Tiny-Llama.gguf"), 300_000));
		}
		assertThat(registry.ensureDefault(parse("tiny"), TinyCatalog.NO_DOWNLOADS).path()).hasBinaryContent(CONTENT);
	}

}
