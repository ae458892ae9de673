package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.FakeHub;
import io.github.shimmy4j.transfer.TestTransfer;
import io.github.shimmy4j.transfer.TinyModel;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Row M6: no model is fetched before its licence has been accepted. */
class LicensesTests {

	private static final String REFERENCE = "hf:owner/tiny/tiny.gguf";

	@TempDir
	private Path models;

	@Test
	void modelOfTheCatalogIsNotFetchedBeforeItsLicenseIsAccepted() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			ShimmyException failure = failure(hub, "tiny", registry("gemma", Set.of("llama3.2")));
			assertThat(failure)
				.hasMessage("Model 'tiny' has the licence 'gemma' (https://licences.example/gemma), which has not "
						+ "been accepted, so nothing was fetched; to accept it, add gemma to the list of accepted licences");
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.LICENSE_NOT_ACCEPTED);
			assertThat(hub.requests()).isEmpty();
			assertThat(this.models).isEmptyDirectory();
		}
	}

	@Test
	void acceptanceIsStoredForTheModelAndItsVersion() throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			ModelFile file = ensure(hub, "tiny", registry("gemma", Set.of("Gemma")));
			assertThat(this.models.resolve("licenses/tiny@" + TinyModel.sha256() + ".json")).content()
				.contains("\"license\":\"gemma\"")
				.contains("\"revision\":\"" + TinyModel.sha256() + "\"");
			// The acceptance of this version stays when the setting changes.
			Files.delete(file.path());
			assertThat(ensure(hub, "tiny", registry("gemma", Set.of())).path()).exists();
			// Another licence must be accepted again.
			Files.delete(file.path());
			assertThat(failure(hub, "tiny", registry("gemma-2", Set.of())).code())
				.isEqualTo(ShimmyErrorCode.LICENSE_NOT_ACCEPTED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Apache-2.0", "apache-2.0", "MIT", "BSD-3-Clause", "CC-BY-4.0" })
	void permissiveLicenseNeedsNoAcceptance(String license) throws IOException {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			assertThat(ensure(hub, "tiny", registry(license, Set.of())).path()).exists();
			assertThat(this.models.resolve("licenses")).doesNotExist();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "{\"cardData\":{\"license\":\"gemma\"}} | gemma",
					"{\"cardData\":{\"license\":\"other\",\"license_name\":\"deepseek\"}} | deepseek",
					"{\"cardData\":{\"license\":[\"llama3.2\",\"mit\"]}} | llama3.2",
					"{\"cardData\":{\"license\":[\"mit\",\"llama3.2\"]}} | llama3.2",
					"{\"cardData\":{\"license\":[\"mit\",\"other\"],\"license_name\":\"deepseek\"}} | deepseek" })
	void restrictiveLicenseOfTheHubMustBeAccepted(String card, String license) throws IOException {
		try (FakeHub hub = FakeHub.start(hub(card))) {
			ShimmyException failure = failure(hub, REFERENCE, registry("MIT", Set.of()));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.LICENSE_NOT_ACCEPTED);
			assertThat(failure).hasMessageContaining("the licence '%s'".formatted(license));
			assertThat(hub.requests()).doesNotContain("/storage");
			assertThat(ensure(hub, REFERENCE, registry("MIT", Set.of(license))).path()).exists();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"cardData\":{\"license\":\"apache-2.0\"}}", "{\"cardData\":{}}", "{}",
			"{\"cardData\":{\"license\":\"unknown\"}}" })
	void permissiveOrMissingLicenseOfTheHubNeedsNoAcceptance(String card) throws IOException {
		try (FakeHub hub = FakeHub.start(hub(card))) {
			assertThat(ensure(hub, REFERENCE, registry("MIT", Set.of())).path()).exists();
		}
	}

	@Test
	void cardThatCannotBeReadFails() throws IOException {
		try (FakeHub hub = FakeHub.start(hub("<html>"))) {
			ShimmyException failure = failure(hub, REFERENCE, registry("MIT", Set.of()));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
			assertThat(failure).hasMessageContaining("did not say the licence");
		}
	}

	@Test
	void eachOfSeveralLicensesMustBeAccepted() throws IOException {
		try (FakeHub hub = FakeHub.start(hub("{\"cardData\":{\"license\":[\"gemma\",\"mit\",\"llama3.2\"]}}"))) {
			assertThat(failure(hub, REFERENCE, registry("MIT", Set.of("gemma"))))
				.hasMessageContaining("the licence 'llama3.2'")
				.hasMessageContaining("to accept it, add llama3.2 to ");
			assertThat(failure(hub, REFERENCE, registry("MIT", Set.of())))
				.hasMessageContaining("to accept it, add gemma,llama3.2 to ");
			assertThat(ensure(hub, REFERENCE, registry("MIT", Set.of("gemma", "llama3.2"))).path()).exists();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 401, 403, 429, 500, 503 })
	void refusalOfTheLicenseIsAFailure(int status) throws IOException {
		try (FakeHub hub = FakeHub.start(hub(FakeHub.refuses(status)))) {
			ShimmyException failure = failure(hub, REFERENCE, registry("MIT", Set.of("gemma")));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DOWNLOAD_FAILED);
			assertThat(failure).hasMessageContaining("/api/models/owner/tiny/revision/%s' answered with HTTP %d",
					TinyModel.COMMIT, status);
			assertThat(hub.requests()).doesNotContain("/storage");
		}
		// The refusal was not stored as an answer of the hub.
		try (FakeHub hub = FakeHub.start(hub("{\"cardData\":{\"license\":\"gemma\"}}"))) {
			assertThat(failure(hub, REFERENCE, registry("MIT", Set.of())).code())
				.isEqualTo(ShimmyErrorCode.LICENSE_NOT_ACCEPTED);
		}
	}

	@Test
	void busyHubIsAskedAgainForTheLicense() throws IOException {
		FakeHub.Answer card = (request, closed) -> new MockResponse.Builder()
			.body("{\"cardData\":{\"license\":\"gemma\"}}");
		try (FakeHub hub = FakeHub.start(hub(FakeHub.inTurn(FakeHub.refuses(429), card)))) {
			assertThat(failure(hub, REFERENCE, registry("MIT", Set.of())).code())
				.isEqualTo(ShimmyErrorCode.LICENSE_NOT_ACCEPTED);
		}
	}

	@Test
	void mirrorThatOnlyHasFilesStatesNoLicense() throws IOException {
		try (FakeHub hub = FakeHub.start(hub(FakeHub.refuses(404)))) {
			assertThat(ensure(hub, REFERENCE, registry("MIT", Set.of())).path()).exists();
		}
	}

	private static FakeHub.Answer hub(String card) {
		return hub((request, closed) -> new MockResponse.Builder().body(card));
	}

	/** The hub's answers for a file in its storage and for its repository. */
	private static FakeHub.Answer hub(FakeHub.Answer description) {
		FakeHub.Answer file = (request, closed) -> new MockResponse.Builder().code(302)
			.setHeader("X-Repo-Commit", TinyModel.COMMIT)
			.setHeader("X-Linked-Size", TinyModel.SIZE_BYTES)
			.setHeader("X-Linked-Etag", "\"" + TinyModel.sha256() + "\"")
			.setHeader("Location", "/storage");
		return FakeHub.byPath("/storage", FakeHub.sends(TinyModel.content()),
				FakeHub.byPath("/api/models/owner/tiny/revision/" + TinyModel.COMMIT, description, file));
	}

	private ModelDirectory registry(String license, Set<String> accepted) {
		ModelCatalog.Entry model = new ModelCatalog.Entry("tiny", license, "https://licences.example/gemma", 4096, null,
				ChatTemplate.NONE, List.of(TinyCatalog.from(TinyModel.HUB)));
		return new ModelDirectory(this.models, new ModelSettings(new ModelCatalog(List.of(model)), accepted, Set.of()),
				ProgressListener.NONE, ListingContext.NONE);
	}

	private static ModelFile ensure(FakeHub hub, String model, ModelDirectory registry) {
		return registry.ensureDefault(parse(model), new SourceDownload(TestTransfer.sources(hub.environment())));
	}

	private static ShimmyException failure(FakeHub hub, String model, ModelDirectory registry) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ensure(hub, model, registry));
		assertThat(failure).isNotNull();
		return failure;
	}

}
