package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.GgufBytes;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.transfer.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ModelDirectory} without transfers. */
class ModelDirectoryTests {

	@TempDir
	private Path temporary;

	private Path models;

	private ModelRegistry registry;

	@BeforeEach
	void setUp() throws IOException {
		this.models = Files.createDirectory(this.temporary.resolve("models"));
		this.registry = new ModelDirectory(this.models, TinyCatalog.of(TinyModel.HUB));
	}

	@Test
	void locateWhenGivenAFileNamesItByItsStem() throws IOException {
		Path file = Files.write(this.temporary.resolve("My.Model-Q4.GGUF"), TinyModel.content());
		ModelFile expected = new ModelFile("My.Model-Q4", file, 300_000);
		assertThat(this.registry.locate(parse(file.toString()))).isEqualTo(new ModelLocation.Present(expected));
		assertThat(this.registry.locate(parse("file:" + file))).isEqualTo(new ModelLocation.Present(expected));
		assertThat(this.registry.locate(parse(file.toUri().toString()))).isEqualTo(new ModelLocation.Present(expected));
		assertThat(this.registry.ensureDefault(parse(file.toString()), never())).isEqualTo(expected);
	}

	@Test
	void locateWhenGivenAFileWithoutTheExtensionTakesIt() throws IOException {
		Path blob = Files.write(this.temporary.resolve("sha256-1234"), TinyModel.content());
		assertThat(this.registry.locate(parse(blob.toString())).name()).isEqualTo("sha256-1234");
	}

	@Test
	void locateWhenGivenALinkKeepsTheNameOfTheLink() throws IOException {
		Path file = Files.write(this.temporary.resolve("blob"), TinyModel.content());
		Path link = Files.createSymbolicLink(this.temporary.resolve("named.gguf"), file);
		assertThat(this.registry.locate(parse(link.toString())))
			.isEqualTo(new ModelLocation.Present(new ModelFile("named", link, 300_000)));
	}

	@Test
	void locateWhenGivenANameFindsTheFileInTheModelsDirectory() throws IOException {
		Path file = Files.write(this.models.resolve("mine.gguf"), TinyModel.content());
		ModelLocation expected = new ModelLocation.Present(new ModelFile("mine", file, 300_000));
		assertThat(this.registry.locate(parse("mine"))).isEqualTo(expected);
		assertThat(this.registry.locate(parse("mine.gguf"))).isEqualTo(expected);
	}

	@Test
	void locateOfACatalogModelSaysWhetherItIsPresent() throws IOException {
		ModelCatalog.Variant model = TinyCatalog.from(TinyModel.HUB);
		assertThat(this.registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isEqualTo(TinyCatalog.missing(this.models, model));
		Path file = Files.write(this.models.resolve("tiny.gguf"), TinyModel.content());
		ModelFile expected = new ModelFile("tiny", file, 300_000);
		assertThat(this.registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isEqualTo(new ModelLocation.Present(expected));
		assertThat(this.registry.ensureDefault(parse("tiny"), never())).isEqualTo(expected);
	}

	@Test
	void locateOfADamagedCatalogModelAsksForATransfer() throws IOException {
		ModelCatalog.Variant model = TinyCatalog.from(TinyModel.HUB);
		Files.writeString(this.models.resolve("tiny.gguf"), "half");
		assertThat(this.registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isEqualTo(TinyCatalog.missing(this.models, model));
		Files.write(this.models.resolve("tiny.gguf"), new byte[300_000]);
		assertThat(this.registry.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isEqualTo(TinyCatalog.missing(this.models, model));
	}

	@Test
	void locateOfAnUnknownNameListsTheSearchedPlaces() {
		assertFails("other", ShimmyErrorCode.MODEL_NOT_FOUND, "Model 'other' was not found: there is no file '"
				+ this.models.resolve("other.gguf") + "', and the catalog has tiny");
	}

	@Test
	void locateWhenTheFileIsMissingNamesIt() throws IOException {
		assertFails(this.temporary + "/none.gguf", ShimmyErrorCode.MODEL_NOT_FOUND,
				"Model file '" + this.temporary.resolve("none.gguf") + "' does not exist");
		Path hidden = this.temporary.resolve("x".repeat(300) + ".gguf");
		assertFails(hidden.toString(), ShimmyErrorCode.MODEL_NOT_FOUND,
				"Model file '" + hidden + "' cannot be looked at: '" + hidden + "': File name too long");
		Path link = Files.createSymbolicLink(this.temporary.resolve("l.gguf"), Path.of("nothing"));
		assertFails(link.toString(), ShimmyErrorCode.MODEL_NOT_FOUND, "Model file '" + link + "' is a link to nothing");
	}

	@Test
	void locateOfAnotherFileTypeSaysWhatItLooksLike() throws IOException {
		Path file = Files.writeString(this.temporary.resolve("text.gguf"), "hello");
		assertFails(file.toString(), ShimmyErrorCode.NOT_A_MODEL,
				"Model file '" + file + "' is not a GGUF file but text");
		assertFails(this.temporary.toString(), ShimmyErrorCode.NOT_A_MODEL,
				"Model file '" + this.temporary + "' is a directory");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ollama:llama3", "s3:x/y.gguf" })
	void locateWhenTheSchemeIsNotKnownRejectsIt(String value) {
		assertFails(value, ShimmyErrorCode.INVALID_CONFIGURATION, "The model is '" + value + "', whose scheme '"
				+ value.substring(0, value.indexOf(':')) + "' is not known; known are file, hf, https, pypi");
	}

	/** Issue 13: a space was refused after file:. */
	@Test
	void locateTakesAnyNameThatAFileCanHave() throws Exception {
		// In the locale C, Java could not even make these files.
		ProcessBuilder other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Dstdout.encoding=UTF-8", "-cp", System.getProperty("java.class.path"),
				NamedFilesMain.class.getName(), this.temporary.toString());
		other.environment().put("LC_ALL", "C.UTF-8");
		Process process = other.redirectErrorStream(true).start();
		List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
			.toList();
		assertThat(process.waitFor()).as("status of %s", lines).isZero();
		assertThat(lines).endsWith("files: 15, problems: []");
	}

	@Test
	void locateOfATruncatedHeaderSaysWhere() throws IOException {
		byte[] content = new GgufBytes().tensor("x", 0, 1024, 256).build();
		Path file = Files.write(this.temporary.resolve("m.gguf"), Arrays.copyOf(content, 40));
		assertFails(file.toString(), ShimmyErrorCode.NOT_A_MODEL,
				"Model file '" + file + "' is no usable GGUF file: 8 bytes are announced, 3 are left, at byte 37");
	}

	@Test
	void locateForServerThatCannotRunTheFileNamesTheServersThatCan() {
		Path file = TestModel.write(this.models.resolve("mine.gguf"), "llama", "F32", "Q4_1");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> this.registry.locate(parse("mine"), ServerCapabilities.SHIMMY_2))
			.withMessage("Model file '" + file + "' does not run here: shimmy 2.x (wgpu) cannot run tensors of type "
					+ "Q4_1; it runs on shimmy 1.x (llama.cpp), llama-server (llama.cpp), embedded engine (llama.cpp)")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
		assertThat(this.registry.locate(parse("mine"), ServerCapabilities.SHIMMY_1).name()).isEqualTo("mine");
	}

	@Test
	void locateChecksAllPartsOfASplitModel() {
		Path first = TestModel.write(this.models.resolve("big-00001-of-00002.gguf"), "llama", "F32");
		assertFails(first.toString(), ShimmyErrorCode.MODEL_NOT_FOUND,
				"Model file '" + this.models.resolve("big-00002-of-00002.gguf") + "' does not exist, one of 2 parts");
		TestModel.write(this.models.resolve("big-00002-of-00002.gguf"), "llama", "Q4_1");
		assertThat(this.registry.locate(parse(first.toString())).name()).isEqualTo("big-00001-of-00002");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> this.registry.locate(parse(first.toString()), ServerCapabilities.SHIMMY_2))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
	}

	@Test
	void locateForServerThatRunsNoVariantNamesEach() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> this.registry.locate(parse("tiny"), ServerCapabilities.SHIMMY_2))
			.withMessage("Model 'tiny' has no variant for this server: tiny.gguf: shimmy 2.x (wgpu) cannot run tensors "
					+ "of type Q4_1; it runs on shimmy 1.x (llama.cpp), llama-server (llama.cpp), embedded engine (llama.cpp)")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
	}

	@Test
	void locatePrefersAVariantThatIsPresentAndRuns() throws IOException {
		ModelCatalog.Variant preferred = TinyCatalog.variant("q4_1.gguf", Set.of("F32", "Q4_1"), TinyModel.HUB);
		ModelCatalog.Variant second = TinyCatalog.variant("q8_0.gguf", Set.of("F32", "Q8_0"), TinyModel.HUB);
		ModelCatalog.Variant third = TinyCatalog.variant("q4_0.gguf", Set.of("Q4_0"), TinyModel.HUB);
		ModelRegistry variants = new ModelDirectory(this.models, TinyCatalog.of(preferred, second, third));
		assertThat(variants.locate(parse("tiny"), ServerCapabilities.OPENAI))
			.isEqualTo(TinyCatalog.missing(this.models, preferred));
		assertThat(variants.locate(parse("tiny"), ServerCapabilities.SHIMMY_2))
			.isEqualTo(TinyCatalog.missing(this.models, second));
		Files.write(this.models.resolve("q4_1.gguf"), TinyModel.content());
		assertThat(variants.locate(parse("tiny"), ServerCapabilities.SHIMMY_2))
			.isEqualTo(TinyCatalog.missing(this.models, second));
		Path present = Files.write(this.models.resolve("q4_0.gguf"), TinyModel.content());
		assertThat(variants.ensureDefault(parse("tiny"), ServerCapabilities.SHIMMY_2, never()))
			.isEqualTo(new ModelFile("tiny", present, 300_000));
	}

	private void assertFails(String model, ShimmyErrorCode code, String message) {
		AtomicInteger calls = new AtomicInteger();
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(
				() -> this.registry.ensureDefault(parse(model), (missing, file, progress) -> calls.incrementAndGet()))
			.withMessageStartingWith(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
		assertThat(calls).hasValue(0);
	}

	private static DownloadHandler never() {
		return (model, destination, progress) -> {
			throw new AssertionError("the model is there, nothing is to be downloaded");
		};
	}

}
