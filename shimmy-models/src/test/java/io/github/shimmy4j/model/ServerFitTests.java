package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ModelNeeds;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelLocation.ServerFit;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.capability.ServerCapabilities.EMBEDDED;
import static io.github.shimmy4j.capability.ServerCapabilities.SHIMMY_1;
import static io.github.shimmy4j.capability.ServerCapabilities.SHIMMY_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Fault M7: the reason why a server cannot run a model. */
class ServerFitTests {

	@Test
	void ofUnsupportedTemplateNamesItAndTheServersThatSupportIt() {
		ServerFit fit = ServerFit.of(needs("Q8_0", "gemma3", ChatTemplate.GEMMA), SHIMMY_1);
		assertThat(fit).isEqualTo(ServerFit.no("shimmy 1.x (llama.cpp) cannot apply its chat template (Gemma); it runs "
				+ "on llama-server (llama.cpp), embedded engine (llama.cpp)"));
	}

	@Test
	void ofUnknownArchitectureNamesItAndTheServersThatKnowIt() {
		ServerFit fit = ServerFit.of(needs("Q8_0", "qwen3", ChatTemplate.CHATML), EMBEDDED);
		assertThat(fit).isEqualTo(ServerFit.no("embedded engine (llama.cpp) cannot run models of architecture 'qwen3'; "
				+ "it runs on shimmy 1.x (llama.cpp), shimmy 2.x (wgpu), llama-server (llama.cpp)"));
	}

	@Test
	void ofModelWithSeveralUnmetNeedsNamesEach() {
		ServerFit fit = ServerFit.of(needs("Q4_1", "mamba", ChatTemplate.OTHER), SHIMMY_2);
		assertThat(fit)
			.isEqualTo(ServerFit.no("shimmy 2.x (wgpu) cannot run tensors of type Q4_1 and cannot run models "
					+ "of architecture 'mamba'; it runs on llama-server (llama.cpp)"));
	}

	@Test
	void ofModelWithoutTensorsIsUnknownUnlessAnotherNeedIsUnmet() {
		assertThat(ServerFit.of(new ModelNeeds(Set.of(), null, ChatTemplate.NONE), SHIMMY_2).verdict())
			.isEqualTo(ServerFit.Verdict.UNKNOWN);
		assertThat(ServerFit.of(new ModelNeeds(Set.of(), "gemma3", ChatTemplate.GEMMA), SHIMMY_1).verdict())
			.isEqualTo(ServerFit.Verdict.NO);
	}

	@Test
	void requireForOnlyThrowsWhenTheAnswerIsNo() {
		ServerFit.YES.requireFor(Path.of("m.gguf"));
		ServerFit.unknown("why").requireFor(Path.of("m.gguf"));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> ServerFit.no("why").requireFor(Path.of("m.gguf")))
			.withMessage("Model file 'm.gguf' does not run here: why")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
	}

	@Test
	void reasonIsPresentUnlessTheAnswerIsYes() {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFit.no(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerFit(ServerFit.Verdict.YES, "why"));
	}

	private static ModelNeeds needs(String type, String architecture, ChatTemplate template) {
		return new ModelNeeds(Set.of("F32", type), architecture, template);
	}

}
