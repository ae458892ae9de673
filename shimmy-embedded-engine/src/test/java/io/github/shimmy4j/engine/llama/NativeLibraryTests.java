package io.github.shimmy4j.engine.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.shimmy4j.engine.model.ModelLoadException;
import io.github.shimmy4j.engine.model.ModelLoadException.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Issue 13: {@code java.io.tmpdir} on a file system that runs nothing was taken for a
 * machine that the engine was not built for. Such a file system cannot be mounted by a
 * test; here the loader says what one on Linux says.
 */
class NativeLibraryTests {

	/** Any resource will do. */
	private static final String RESOURCE = "/shimmy4j-engine.properties";

	private static final String NAME = "libx.so";

	@TempDir
	Path directory;

	private Path program;

	private Path temporary;

	private final List<Path> tried = new ArrayList<>();

	@BeforeEach
	void makeDirectories() throws IOException {
		this.program = Files.createDirectory(this.directory.resolve("program"));
		this.temporary = Files.createDirectory(this.directory.resolve("temporary"));
	}

	@Test
	void loadTakesTheFirstDirectory() {
		Path used = library((file) -> assertThat(file).isNotEmptyFile()).load(RESOURCE, NAME);
		assertThat(used).hasParent(this.program);
		assertThat(this.tried).hasSize(1);
		assertThat(this.temporary).isEmptyDirectory();
	}

	@Test
	void loadWhenTheFirstRunsNothingTakesTheSecond() {
		Path used = library((file) -> {
			if (file.startsWith(this.program)) {
				throw notRun(file);
			}
		}).load(RESOURCE, NAME);
		assertThat(used).hasParent(this.temporary);
		assertThat(this.program).isEmptyDirectory();
	}

	@Test
	void loadWhenTheFirstCannotBeWrittenToTakesTheSecond() throws IOException {
		Files.delete(this.program);
		assertThat(library((file) -> {
		}).load(RESOURCE, NAME)).hasParent(this.temporary);
	}

	@Test
	void loadWhenNoneRunsAnythingNamesThemAndTheReason() {
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> library((file) -> {
			throw notRun(file);
		}).load(RESOURCE, NAME))
			.withMessage("no directory from which llama.cpp's native library can be run: loading from '" + this.program
					+ "' failed: failed to map segment from shared object; loading from '" + this.temporary
					+ "' failed: failed to map segment from shared object")
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(Reason.NOWHERE_TO_RUN));
		assertThat(this.program).isEmptyDirectory();
		assertThat(this.temporary).isEmptyDirectory();
	}

	@Test
	void loadWhenNothingCanBeWrittenSaysSo() throws IOException {
		Files.delete(this.program);
		Files.delete(this.temporary);
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> library((file) -> {
		}).load(RESOURCE, NAME))
			.withMessageContainingAll("'" + this.program + "' cannot be written to", "NoSuchFileException")
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(Reason.NOWHERE_TO_RUN));
	}

	@Test
	void loadOfALibraryForAnotherMachineIsAMatterOfThePlatform() {
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> library((file) -> {
			throw new UnsatisfiedLinkError(file + ": libgomp.so.1: cannot open shared object file");
		}).load(RESOURCE, NAME))
			.withMessageContainingAll("cannot load llama.cpp on", "libgomp.so.1")
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED_PLATFORM));
	}

	@Test
	void loadWithoutALibraryIsAMatterOfThePlatform() {
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> library((file) -> {
		}).load("/none", NAME))
			.withMessageContaining("there is no '/none'")
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED_PLATFORM));
	}

	private NativeLibrary library(Consumer<Path> loader) {
		return new NativeLibrary(List.of(this.program, this.temporary), (file) -> {
			this.tried.add(file);
			loader.accept(file);
		});
	}

	private static UnsatisfiedLinkError notRun(Path file) {
		return new UnsatisfiedLinkError(file + ": " + file + ": failed to map segment from shared object");
	}

}
