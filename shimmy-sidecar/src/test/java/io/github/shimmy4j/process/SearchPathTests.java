package io.github.shimmy4j.process;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SearchPathTests {

	@ParameterizedTest
	@ValueSource(strings = { "PATH", "Path" })
	void ofKnowsTheVariableAsEverySystemWritesIt(String name) {
		String path = String.join(File.pathSeparator, "/usr/bin", "/bin");
		assertThat(SearchPath.of(Map.of(name, path)).directories()).containsExactly(Path.of("/usr/bin"),
				Path.of("/bin"));
	}

	@Test
	void ofLeavesOutWhatIsRelativeEmptyOrNoPath() {
		String path = String.join(File.pathSeparator, "", "bin", ".", "a\0b", "/bin");
		assertThat(SearchPath.of(Map.of("PATH", path)).directories()).containsExactly(Path.of("/bin"));
	}

	@Test
	void ofAnEnvironmentWithoutTheVariableIsEmpty() {
		assertThat(SearchPath.of(Map.of()).directories()).isEmpty();
	}

}
