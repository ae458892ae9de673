package io.github.shimmy4j.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class SearchPathTests {

	@ParameterizedTest
	@ValueSource(strings = { "PATH", "Path" })
	void ofKnowsTheVariableAsEverySystemWritesIt(String name) {
		String path = String.join(File.pathSeparator, "/usr/bin", "/bin");
		assertThat(SearchPath.of(Map.of(name, path)).directories()).containsExactly(Path.of("/usr/bin"),
				Path.of("/bin"));
	}

	@Test
	void ofLeavesOutRelativeEmptyAndInvalidPaths() {
		String path = String.join(File.pathSeparator, "", "bin", ".", "a\0b", "/bin");
		assertThat(SearchPath.of(Map.of("PATH", path)).directories()).containsExactly(Path.of("/bin"));
	}

	@Test
	void ofAnEnvironmentWithoutTheVariableIsEmpty() {
		assertThat(SearchPath.of(Map.of()).directories()).isEmpty();
	}

	@Test
	void findLooksThroughTheAddedDirectoriesLast(@TempDir Path directory) throws IOException {
		Path windows = program(directory.resolve("first"), "clinfo.exe");
		program(directory.resolve("second"), "clinfo");
		SearchPath path = new SearchPath(List.of(windows.getParent()))
			.and(List.of("second", directory.resolve("second").toString()));
		assertThat(path.find("clinfo", "clinfo.exe")).contains(windows);
		assertThat(path.find("clinfo")).contains(directory.resolve("second/clinfo"));
		assertThat(path.find("rocminfo")).isEmpty();
	}

	@Test
	void resolveGivesTheFirstProgramOfThatNameAndLeavesArgumentsAlone(@TempDir Path directory) throws IOException {
		Path none = Files.createDirectories(directory.resolve("none/pip3")).getParent();
		Path first = program(directory.resolve("first"), "pip3");
		Path second = program(directory.resolve("second"), "pip3");
		SearchPath path = new SearchPath(List.of(none, first.getParent(), second.getParent()));
		assertThat(path.resolve(List.of("pip3", "download", "a b"), directory)).containsExactly(first.toString(),
				"download", "a b");
	}

	@Test
	void resolveLeavesANamedFileAsItIsThatIsThereSeenFromTheWorkingDirectory(@TempDir Path directory)
			throws IOException {
		program(directory.resolve("bin"), "shimmy");
		assertThat(new SearchPath(List.of()).resolve(List.of("bin/shimmy", "serve"), directory))
			.containsExactly("bin/shimmy", "serve");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pip3", "/no/pip3", "bin/pip3" })
	void resolveOfAProgramThatIsMissingThrowsAndNamesIt(String program, @TempDir Path directory) {
		assertThatIOException()
			.isThrownBy(() -> new SearchPath(List.of(directory)).resolve(List.of(program), directory))
			.withMessageContaining("'" + program + "'");
	}

	private static Path program(Path directory, String name) throws IOException {
		return Files.createFile(Files.createDirectories(directory).resolve(name),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
	}

}
