package io.github.shimmy4j.storage;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Before, each of these was reported as INTERNAL in some place (issue 13). */
class StorageFailureTests {

	private static final String FILE = "/home/me/file";

	@TempDir
	private Path directory;

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new IOException("No space left on device"), ShimmyErrorCode.DISK_FULL),
				Arguments.of(new FileSystemException(FILE, null, "Disk quota exceeded"), ShimmyErrorCode.DISK_FULL),
				Arguments.of(new FileSystemException(FILE, null, "There is not enough space on the disk"),
						ShimmyErrorCode.DISK_FULL),
				Arguments.of(new FileSystemException(FILE, null, "Too many open files"), ShimmyErrorCode.SYSTEM_LIMIT),
				Arguments.of(new SocketException("Too many open files in system"), ShimmyErrorCode.SYSTEM_LIMIT),
				Arguments.of(new IOException("error=11, Resource temporarily unavailable"),
						ShimmyErrorCode.SYSTEM_LIMIT),
				Arguments.of(new OutOfMemoryError("unable to create native thread: possibly out of memory"),
						ShimmyErrorCode.SYSTEM_LIMIT),
				Arguments.of(new AccessDeniedException(FILE), ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new FileSystemException(FILE, null, "Read-only file system"),
						ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new FileSystemException(FILE, null, "File name too long"),
						ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new NotDirectoryException(FILE), ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new DirectoryNotEmptyException(FILE), ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new FileAlreadyExistsException(FILE), ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new UncheckedIOException(new AccessDeniedException(FILE)),
						ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new IllegalStateException(new IOException("No space left on device")),
						ShimmyErrorCode.DISK_FULL),
				Arguments.of(new FileNotFoundException(FILE + " (Permission denied)"),
						ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new FileNotFoundException(FILE + " (Read-only file system)"),
						ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new IllegalStateException(new RuntimeException(new AccessDeniedException(FILE))),
						ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new IOException("cannot be copied", new AccessDeniedException(FILE)),
						ShimmyErrorCode.DIRECTORY_NOT_WRITABLE),
				Arguments.of(new IllegalStateException(new IOException("no", new IOException("Disk quota exceeded"))),
						ShimmyErrorCode.DISK_FULL));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void codeOfAFailureOfDiskOrSystem(Throwable failure, ShimmyErrorCode code) {
		assertThat(StorageFailure.code(failure, this.directory)).contains(code);
		assertThat(StorageFailure.of(ShimmyErrorCode.INTERNAL, "It failed", null, failure)).satisfies((ex) -> {
			assertThat(ex.code()).isEqualTo(code);
			assertThat(ex).hasMessageStartingWith("It failed: ").hasCause(failure);
		});
	}

	/** Thrown by streams and zip files, even for root. */
	@Test
	void fileNotFoundExceptionOfADirectoryNamesIt() {
		FileNotFoundException refused = catchThrowableOfType(FileNotFoundException.class,
				() -> new FileOutputStream(this.directory.toFile()).close());
		ShimmyException failure = StorageFailure.of(ShimmyErrorCode.INTERNAL, "It failed", null, refused);
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE);
		assertThat(failure).hasMessage("It failed: '%s' (Is a directory)".formatted(this.directory));
	}

	/** No limit can be raised. */
	@Test
	void wantOfMemoryIsNoLimit() {
		IOException memory = new IOException("Cannot run program \"sh\": error=12, Cannot allocate memory");
		assertThat(StorageFailure.code(memory, this.directory)).isEmpty();
		assertThat(StorageFailure.isOutOfMemory(new IllegalStateException(memory))).isTrue();
		assertThat(StorageFailure.isOutOfMemory(new IOException("No space left on device"))).isFalse();
	}

	@Test
	void codeOfAChainThatLeadsBackToItselfIsFound() {
		Exception first = new IllegalStateException("first");
		Exception second = new IllegalStateException("second", first);
		first.initCause(second);
		assertThat(StorageFailure.code(first, this.directory)).isEmpty();
	}

	@Test
	void codeOfAnythingElseIsForOthersToSay() {
		assertThat(StorageFailure.code(new FileNotFoundException(FILE + " (No such file or directory)"), null))
			.isEmpty();
		assertThat(StorageFailure.code(new SocketException("Connection reset"), this.directory)).isEmpty();
		assertThat(StorageFailure.code(new IllegalStateException("defect"), this.directory)).isEmpty();
		assertThat(StorageFailure.of(ShimmyErrorCode.INTERNAL, "It failed", null, new IllegalStateException("defect")))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INTERNAL));
	}

	/** The device that is always full, even for root. */
	@Test
	void fullDiskIsToldApartByTheSystemsOwnWords() {
		IOException full = catchThrowableOfType(IOException.class, () -> {
			try (FileOutputStream device = new FileOutputStream("/dev/full")) {
				device.write(1);
			}
		});
		assertThat(StorageFailure.code(full, this.directory)).contains(ShimmyErrorCode.DISK_FULL);
	}

	/** A place where no user can create anything, root included. */
	@Test
	void directoryThatCannotBeCreatedIsNamed() {
		Path directory = Path.of("/proc/self/shimmy4j");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> OwnerOnly.createDirectory(directory))
			.withMessageContaining("'/proc/self/shimmy4j'")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

	@Test
	void directoryBelowAFileAndOneWithTooLongANameAreNamed() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		for (Path directory : new Path[] { file, file.resolve("below"), this.directory.resolve("x".repeat(300)) }) {
			assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> OwnerOnly.createDirectory(directory))
				.withMessageContaining("'%s'".formatted(directory))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
		}
	}

	@Test
	void listingThrowsNothingUnchecked() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Listing.of(file))
			.withMessageContaining(file.toString());
		assertThat(Listing.below(this.directory.resolve("none"))).isEmpty();
		assertThat(Listing.below(this.directory)).containsExactly(this.directory, file);
		assertThat(Listing.of(this.directory)).containsExactly(file);
	}

	@Test
	void removalDeletesLinksAndNotTheirTargets() throws IOException {
		Path precious = Files.createDirectories(this.directory.resolve("precious/inside"));
		Path root = Files.createDirectory(this.directory.resolve("root"));
		Files.createSymbolicLink(root.resolve("link"), precious.getParent());
		Listing.remove(root);
		assertThat(root).doesNotExist();
		Files.createSymbolicLink(root, precious.getParent());
		Listing.remove(root);
		assertThat(root).doesNotExist();
		assertThat(precious).isDirectory();
	}

}
