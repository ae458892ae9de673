package io.github.shimmy4j.process;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChildEnvironmentTests {

	@ParameterizedTest
	@ValueSource(strings = { "AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", "HF_TOKEN", "GITHUB_TOKEN",
			"SHIMMY_API_KEY", "SHIMMY_BASE_GGUF", "SHIMMY_MODEL_PATHS", "SHIMMY4J_HOME", "OLLAMA_MODELS", "HTTP_PROXY",
			"https_proxy", "ALL_PROXY", "NO_PROXY", "HOME", "USERPROFILE", "LD_PRELOAD", "JAVA_TOOL_OPTIONS",
			"RUST_LOG", "RUST_BACKTRACE", "TOKIO_WORKER_THREADS", "MYPATH", "PATH_TO_SECRETS", "LC", "" })
	void allowedOfLeavesOutSecretsProxiesAndSettingsOfShimmy(String name) {
		assertThat(ChildEnvironment.allowedOf(Map.of(name, "value"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "VK_ICD_FILENAMES",
			"VK_DRIVER_FILES", "XDG_RUNTIME_DIR", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "TEMP" })
	void allowedOfKeepsTheVariablesOfProgramsAndDrivers(String name) {
		assertThat(ChildEnvironment.allowedOf(Map.of(name, "value"))).containsExactly(Map.entry(name, "value"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Path", "SystemRoot", "windir", "ComSpec", "vk_layer_path", "lc_all" })
	void allowedOfKnowsNamesInAnyCaseAndLeavesThemAsTheyAre(String name) {
		assertThat(ChildEnvironment.allowedOf(Map.of(name, "value"))).containsExactly(Map.entry(name, "value"));
	}

	@Test
	void allowedOfGivesAMapThatMayBeAddedTo() {
		Map<String, String> allowed = ChildEnvironment.allowedOf(Map.of("PATH", "/bin"));
		allowed.put("HOME", "/private");
		assertThat(allowed).containsOnlyKeys("PATH", "HOME");
	}

}
