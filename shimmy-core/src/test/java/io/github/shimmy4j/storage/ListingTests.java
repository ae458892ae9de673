package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link Listing}. */
class ListingTests {

	@TempDir
	private Path directory;

	@Test
	void entriesAreSortedAndThoseOfThePattern() throws IOException {
		Path second = Files.createFile(this.directory.resolve("b.txt"));
		Path first = Files.createDirectory(this.directory.resolve("a.txt"));
		Files.createFile(this.directory.resolve("c"));
		assertThat(Listing.of(this.directory, "*.txt")).containsExactly(first, second);
		assertThat(Listing.of(this.directory)).hasSize(3);
	}

	@Test
	void directoryThatIsNotThereIsACheckedFailure() {
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> Listing.of(this.directory.resolve("gone")));
	}

	@Test
	void directoryThatBreaksOffIsACheckedFailure() {
		IOException failure = new IOException("Input/output error");
		Iterable<Path> breaksOff = () -> {
			throw new DirectoryIteratorException(failure);
		};
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Listing.sorted(breaksOff)).isSameAs(failure);
	}

}
