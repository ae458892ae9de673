package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link LibraryPath}. */
class LibraryPathTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "libllama.so", "libllama.so.0", "libggml-cpu-zen4.so" })
	void programWithLibrariesBesideItHasAPath(String library) throws IOException {
		Path program = Files.createFile(this.directory.resolve("llama-server"));
		Files.createFile(this.directory.resolve(library));
		assertThat(LibraryPath.beside(program)).hasValue(this.directory.toRealPath());
	}

	@Test
	void linkToAProgramLeadsToTheLibrariesOfThatProgram() throws IOException {
		Path real = Files.createDirectory(this.directory.resolve("llama"));
		Path program = Files.createFile(real.resolve("llama-server"));
		Files.createFile(real.resolve("libllama.so"));
		Path link = Files.createSymbolicLink(this.directory.resolve("llama-server"), program);
		assertThat(LibraryPath.beside(link)).hasValue(real.toRealPath());
	}

	@ParameterizedTest
	@ValueSource(strings = { "libllama.sock", "llama.so", "liblzma.a" })
	void anythingElseBesideItIsNoLibrary(String other) throws IOException {
		Path program = Files.createFile(this.directory.resolve("llama-server"));
		Files.createFile(this.directory.resolve(other));
		assertThat(LibraryPath.beside(program)).isEmpty();
		assertThat(LibraryPath.beside(this.directory.resolve("missing"))).isEmpty();
	}

	@Test
	void directoryComesBeforeTheUsersOwn() {
		Map<String, String> environment = new HashMap<>(Map.of("LD_LIBRARY_PATH", "/usr/local/cuda/lib64"));
		LibraryPath.prepend(environment, Path.of("/opt/llama"));
		assertThat(environment).containsEntry("LD_LIBRARY_PATH", "/opt/llama:/usr/local/cuda/lib64");
		Map<String, String> empty = new HashMap<>();
		LibraryPath.prepend(empty, Path.of("/opt/llama"));
		assertThat(empty).containsEntry("LD_LIBRARY_PATH", "/opt/llama");
	}

}
