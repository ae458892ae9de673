package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Reasons for a missing model or program (issue 13). */
class AbsenceTests {

	@TempDir
	private Path directory;

	@Test
	void fileThatDoesNotExistIsNotHidden() {
		Path file = this.directory.resolve("none");
		assertThat(Absence.of(file)).isEqualTo(new Absence("'%s' does not exist".formatted(file), false));
	}

	@Test
	void linkToNothingIsToldAsOne() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory.resolve("none"));
		assertThat(Absence.of(link)).isEqualTo(new Absence("'%s' is a link to nothing".formatted(link), false));
	}

	/**
	 * Java 25 reports that such a file does not exist, Java 17 that its parent is no
	 * directory.
	 */
	@Test
	void fileBelowAFileIsNotHidden() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file")).resolve("below");
		assertThat(Absence.of(file).clause()).containsAnyOf("'%s' cannot be looked at: ".formatted(file),
				"'%s' does not exist".formatted(file));
		assertThat(Absence.of(file).hidden()).isFalse();
	}

	/** No directory refuses root, so the test makes the refusal. */
	@Test
	void onlyAFileThatThisUserMayNotExamineIsHidden() {
		Path file = this.directory.resolve("file");
		assertThat(Absence.because(file, new AccessDeniedException(file.toString()))).isEqualTo(
				new Absence("'%s' cannot be looked at: this user may not access '%s'".formatted(file, file), true));
		assertThat(Absence.because(file, new FileSystemException(file.toString(), null, "Not a directory")).hidden())
			.isFalse();
	}

}
