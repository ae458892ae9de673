package io.github.shimmy4j.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Issue 13: a library in the directory of downloads, started by hand in it, was loaded.
 */
class CurrentDirectoryTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "libggml-blas.so", "libggml-cpu-haswell.so", "libggml-metal.dylib", "ggml-vulkan.dll",
			"GGML-CPU.DLL" })
	void directoryWithALibraryThatWouldBeLoadedIsRefused(String name) throws IOException {
		Files.createFile(this.directory.resolve(name));
		assertThatExceptionOfType(EngineException.class)
			.isThrownBy(() -> new CurrentDirectory(this.directory).requireSafe())
			.withMessageContainingAll(this.directory.toString(), name)
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(ExitStatus.START_FAILED));
	}

	@Test
	void directoryThatEverybodyCanWriteToIsRefused() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThatExceptionOfType(EngineException.class)
			.isThrownBy(() -> new CurrentDirectory(this.directory).requireSafe())
			.withMessageContaining("can be written to by every user");
	}

	/** Also a directory of another user, even if only the owner can write to it. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "nobody", textBlock = """
			me   | me    | rwxr-xr-x | true  | nobody
			root | root  | rwxr-xr-x | true  | nobody
			me   | me    | rwxrwxr-x | true  | nobody
			me   | users | rwxr-xr-x | true  | nobody
			me   | users | rwxrwxr-x | true  | the group 'users' (chmod g-w forbids it)
			root | staff | rwxrwsr-x | true  | the group 'staff' (chmod g-w forbids it)
			you  | you   | rwxr-xr-x | false | its owner 'you', who is neither this user nor root
			you  | me    | r-xr-xr-x | false | its owner 'you', who is neither this user nor root
			me   | me    | rwxr-xrwx | true  | every user
			""")
	void whoElseCanWriteIsSeen(String owner, String group, String permissions, boolean ours, String writer) {
		assertThat(CurrentDirectory.otherWriter(owner, group,
				PosixFilePermissions.fromString(permissions.replace('s', 'x')), ours))
			.isEqualTo(writer);
	}

	@Test
	void ownDirectoryIsSafeWhateverNameItsOwnerHas() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		assertThatCode(() -> new CurrentDirectory(this.directory).requireSafe()).doesNotThrowAnyException();
		assertThat(this.directory).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "libggml.so.txt", "model-ggml-x.gguf", "libjllama.so", "ggml-notes.md" })
	void otherFilesDoNotMatter(String name) throws IOException {
		Files.createFile(this.directory.resolve(name));
		assertThatCode(() -> new CurrentDirectory(this.directory).requireSafe()).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "count", "serve" })
	void engineStartedBesideALibraryLoadsNothing(String command) throws Exception {
		Path downloads = Files.createDirectory(this.directory.resolve("downloads"));
		Files.createFile(downloads.resolve("libggml-blas.so"));
		Path model = Files.createSymbolicLink(downloads.resolve("m.gguf"), ChatModelFile.path());
		// The model is named relative to the current directory, as a person would do.
		Process process = new ProcessBuilder(EngineExecutable.install(this.directory).toString(), command,
				"--model-path", String.valueOf(model.getFileName()))
			.directory(downloads.toFile())
			.redirectErrorStream(true)
			.start();
		try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
			in.write("[\"a\"]");
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isEqualTo(ExitStatus.START_FAILED.code());
		assertThat(output).contains("libggml-blas.so").doesNotContain("llama_model_loader");
	}

}
