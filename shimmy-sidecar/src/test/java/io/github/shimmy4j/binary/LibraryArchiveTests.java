package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Archives with a llama-server and its shared libraries, honest and not. */
class LibraryArchiveTests {

	private static final byte[] CONTENT = { 1, 2, 3 };

	@TempDir
	private Path directory;

	private Path archive;

	private Path bin;

	@BeforeEach
	void setUp() throws IOException {
		this.archive = this.directory.resolve("download.tar.gz");
		this.bin = Files.createDirectory(this.directory.resolve("bin"));
	}

	@Test
	void librariesOfOtherFoldersComeBesideTheProgram() throws IOException {
		extract((tar) -> {
			tar.file("bin/llama-server", CONTENT);
			tar.file("bin/llama-cli", CONTENT);
			tar.file("lib/libllama.0.4.1.dylib", CONTENT);
			tar.file("lib/libggml-cpu-zen4.so", CONTENT);
			tar.file("include/llama.h", CONTENT);
		});
		assertThat(this.bin.toFile().list()).containsExactlyInAnyOrder("llama-server", "libllama.0.4.1.dylib",
				"libggml-cpu-zen4.so");
	}

	@Test
	void zipOfWindowsHasItsLibrariesToo() throws IOException {
		Path zip = this.directory.resolve("download.zip");
		try (ZipArchiveOutputStream content = new ZipArchiveOutputStream(zip)) {
			for (String name : new String[] { "llama-server.exe", "llama-server-impl.dll", "ggml-base.dll",
					"llama-cli.exe", "LICENSE" }) {
				content.putArchiveEntry(new ZipArchiveEntry(name));
				content.write(CONTENT);
				content.closeArchiveEntry();
			}
		}
		ProgramArchive.of("llama-b10964-bin-win-cpu-x64.zip", zip)
			.orElseThrow()
			.extractTo(this.bin, ServerProgram.LLAMA_SERVER);
		assertThat(this.bin.toFile().list()).containsExactlyInAnyOrder(
				ManagedFolder.programName(ServerProgram.LLAMA_SERVER), "llama-server-impl.dll", "ggml-base.dll");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/etc/passwd", "../libllama.so.0", "sub/libllama.so.0", "/lib/libc.so.6", "llama-server",
			"libllama.so.0 ", "" })
	void linkToAnythingButALibraryBesideItIsRefused(String target) {
		assertRefused((tar) -> {
			tar.file("llama-server", CONTENT);
			tar.file("libllama.so.0", CONTENT);
			tar.link("libllama.so", target);
		}, "the member 'libllama.so', which is a link to '" + target + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "llama-server", "llama-cli", "libllama.conf" })
	void linkThatIsNoLibraryIsRefused(String name) {
		assertRefused((tar) -> tar.link(name, "libllama.so.0"), "the member '" + name + "', which is a link");
	}

	@Test
	void linksThatLeadNowhereOrInACircleAreRefused() {
		assertRefused((tar) -> {
			tar.file("llama-server", CONTENT);
			tar.link("libllama.so", "libllama.so.0");
		}, "the link 'libllama.so', which leads to no library of its own");
		assertRefused((tar) -> {
			tar.file("llama-server", CONTENT);
			tar.link("liba.so", "libb.so");
			tar.link("libb.so", "liba.so");
		}, "the link 'liba.so', which leads to no library of its own");
	}

	@Test
	void twoLibrariesOfOneNameAreRefused() {
		assertRefused((tar) -> {
			tar.file("a/libllama.so", CONTENT);
			tar.file("b/libllama.so", CONTENT);
		}, "two members named 'libllama.so'");
	}

	@Test
	void archiveOfAnotherProgramIsRefused() {
		assertRefused((tar) -> {
			tar.file("shimmy", CONTENT);
			tar.file("libllama.so", CONTENT);
		}, "0 members named 'llama-server'");
	}

	@Test
	void manyLibrariesTogetherKeepTheLimit() throws IOException {
		Files.write(this.archive, TarArchive.of((tar) -> {
			tar.file("llama-server", CONTENT);
			tar.file("liba.so", new byte[60_000]);
			tar.file("libb.so", new byte[60_000]);
		}));
		ProgramArchive limited = new ProgramArchive(this.archive, false, new ProgramArchive.Limits(10, 100_000));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> limited.extractTo(this.bin, ServerProgram.LLAMA_SERVER))
			.withMessageContaining("more than 100,000 bytes");
	}

	private void assertRefused(TarArchive.Content content, String message) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> extract(content))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED));
		assertThat(this.directory.toFile().list()).containsExactlyInAnyOrder("download.tar.gz", "bin");
		for (java.io.File file : this.bin.toFile().listFiles()) {
			assertThat(file.delete()).isTrue();
		}
	}

	private void extract(TarArchive.Content content) throws IOException {
		Files.write(this.archive, TarArchive.of(content));
		ProgramArchive.of("llama.tar.gz", this.archive).orElseThrow().extractTo(this.bin, ServerProgram.LLAMA_SERVER);
	}

}
