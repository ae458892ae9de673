package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.support.OddFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Other things in place of shimmy4j's files (issue 13). Before, a dangling link in place
 * of a lock was tried for ever, and the open of a FIFO blocked; hence the time limit.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnFileTests {

	private static final int STRANGER = 54321;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void onlyPlainFilesAreOpened(OddFile odd) throws Exception {
		Path file = odd.put(this.directory.resolve("own"));
		assertThat(OwnFile.exists(file)).isTrue();
		assertForeign(odd, file, () -> OwnFile.open(file, StandardOpenOption.READ));
		assertForeign(odd, file, () -> OwnFile.openOrCreate(file));
		assertForeign(odd, file, () -> OwnFile.read(file, 10));
		assertForeign(odd, file, () -> {
			OwnFile.fill(file, new byte[] { 1 });
			return file;
		});
		assertForeign(odd, file, () -> {
			OwnFile.fill(Files.writeString(file.resolveSibling("source"), "text"), file);
			return file;
		});
		assertThatExceptionOfType(FileAlreadyExistsException.class)
			.isThrownBy(() -> OwnFile.writeNew(file, new byte[0]));
		assertNothingWasWritten(odd, file);
	}

	@ParameterizedTest
	@EnumSource
	void lockThatIsNoPlainFileIsRefusedAndNamed(OddFile odd) throws Exception {
		Path file = odd.put(this.directory.resolve("a.lock"));
		assertForeign(odd, file, () -> InterProcessLock.tryAcquire(file));
		assertForeign(odd, file, () -> InterProcessLock.acquire(file, Thread::onSpinWait));
		assertForeign(odd, file, () -> InterProcessLock.tryShare(file));
		assertNothingWasWritten(odd, file);
	}

	@ParameterizedTest
	@EnumSource
	void jsonThatIsNoPlainFileIsNotReadAndIsReplacedWhereThatIsPossible(OddFile odd) throws Exception {
		JsonFile<String> json = new JsonFile<>(odd.put(this.directory.resolve("a.json")), String.class);
		assertForeign(odd, json.path(), json::read);
		if (odd == OddFile.DIRECTORY) {
			assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> json.write("value"))
				.withMessageContaining(json.path().toString());
		}
		else {
			json.write("value");
			assertThat(json.read()).contains("value");
		}
		assertNothingWasWritten(odd, json.path());
	}

	@Test
	void digestOfAFifoIsRefused() throws Exception {
		Path file = OddFile.FIFO.put(this.directory.resolve("model.gguf"));
		assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> Sha256.of(file))
			.withMessageContaining(file.toString());
	}

	@Test
	void directoryThatIsALinkIsRefusedWhereItMustBeOurs() throws Exception {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory);
		assertThatExceptionOfType(ForeignFileException.class).isThrownBy(() -> OwnFile.requireDirectory(link))
			.withMessageContainingAll(link.toString(), "a symbolic link");
		OwnFile.requireDirectory(this.directory);
	}

	@Test
	void readOfAHugeFileReadsNoMoreThanItsBound() throws Exception {
		Path file = OddFile.huge(this.directory.resolve("record.json"));
		assertThat(OwnFile.read(file, 100)).isEmpty();
		assertThat(new JsonFile<>(file, String.class).read()).isEmpty();
	}

	@Test
	void ownFileIsOpenedReadAndCreatedForItsOwnerOnly() throws Exception {
		Path file = this.directory.resolve("own");
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> OwnFile.read(file, 10));
		try (FileChannel created = OwnFile.openOrCreate(file); FileChannel again = OwnFile.openOrCreate(file)) {
			created.write(StandardCharsets.US_ASCII.encode("text"));
			assertThat(again.size()).isEqualTo(4);
		}
		assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
		assertThat(OwnFile.read(file, 4)).contains("text".getBytes(StandardCharsets.US_ASCII));
		assertThat(OwnFile.read(file, 3)).isEmpty();
	}

	/** Another user of the directory puts the link there after the check. */
	@Test
	void fileThatIsSwappedForALinkWhileItIsOpenedIsNotOpened() throws Exception {
		Path file = Files.writeString(this.directory.resolve("own"), "ours");
		Path victim = Files.writeString(this.directory.resolve("victim"), "precious");
		for (StandardOpenOption option : new StandardOpenOption[] { StandardOpenOption.READ,
				StandardOpenOption.WRITE }) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> OwnFile.opened(file, () -> {
				Files.delete(file);
				Files.createSymbolicLink(file, victim);
				return FileChannel.open(file, option, LinkOption.NOFOLLOW_LINKS);
			}));
			Files.delete(file);
			Files.writeString(file, "ours");
		}
		assertThat(victim).hasContent("precious");
	}

	@Test
	void fileThatIsSwappedForAnotherWhileItIsOpenedIsClosedAndOpenedAnew() throws Exception {
		Path file = Files.writeString(this.directory.resolve("own"), "first");
		List<FileChannel> opened = new ArrayList<>();
		FileChannel last = OwnFile.opened(file, () -> {
			if (opened.isEmpty()) {
				Files.move(Files.writeString(this.directory.resolve("other"), "second"), file,
						StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			}
			opened.add(FileChannel.open(file));
			return opened.get(opened.size() - 1);
		});
		try (last) {
			assertThat(opened).hasSize(2).extracting(FileChannel::isOpen).containsExactly(false, true);
			assertThat(last.size()).isEqualTo("second".length());
		}
	}

	@Test
	void fileThatIsSwappedAgainAndAgainIsRefused() throws Exception {
		Path file = Files.writeString(this.directory.resolve("own"), "first");
		List<FileChannel> opened = new ArrayList<>();
		assertThatExceptionOfType(ForeignFileException.class).isThrownBy(() -> OwnFile.opened(file, () -> {
			Files.move(Files.writeString(this.directory.resolve("other"), "other"), file,
					StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			opened.add(FileChannel.open(file));
			return opened.get(opened.size() - 1);
		})).withMessageContainingAll(file.toString(), "another file");
		assertThat(opened).isNotEmpty().noneMatch(FileChannel::isOpen);
	}

	/** An interrupt ends launches and transfers, but not a draft that was begun. */
	@Test
	void writingGoesOnAfterAnInterrupt() throws Exception {
		Path file = this.directory.resolve("new");
		Path copy = Files.createFile(this.directory.resolve("copy"));
		Thread.currentThread().interrupt();
		OwnFile.writeNew(file, "text".getBytes(StandardCharsets.US_ASCII));
		OwnFile.fill(file, copy);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(file).hasContent("text");
		assertThat(copy).hasContent("text");
	}

	@Test
	void fileOfAnotherUserIsRefusedAndNamed() throws Exception {
		Path file = Files.writeString(this.directory.resolve("own"), "theirs");
		assertOfAnother(file, "file", () -> OwnFile.open(file, StandardOpenOption.READ));
		assertOfAnother(file, "file", () -> OwnFile.openOrCreate(file));
		assertOfAnother(file, "file", () -> OwnFile.read(file, 10));
		assertOfAnother(file, "file", () -> InterProcessLock.tryAcquire(file));
		assertThat(file).hasContent("theirs");
	}

	@Test
	void directoryOfAnotherUserIsRefusedAndNamed() throws Exception {
		Path directory = Files.createDirectory(this.directory.resolve("own"));
		assertOfAnother(directory, "directory", () -> {
			OwnFile.requireDirectory(directory);
			return directory;
		});
	}

	/**
	 * Only root can give a file away. For other users, the test replaces the answer to
	 * the question for the owner, and nothing is opened.
	 */
	private static void assertOfAnother(Path path, String kind, AutoCloseableSupplier opening) throws IOException {
		boolean root = OwnFile.owner(path.resolveSibling("")) == 0;
		if (root) {
			Files.setAttribute(path, "unix:uid", STRANGER);
		}
		AutoCloseableSupplier look = root ? opening : () -> {
			OwnFile.requireOwner(path, kind, (asked) -> asked.equals(path) ? STRANGER : OwnFile.owner(asked));
			return path;
		};
		assertThatExceptionOfType(ForeignFileException.class).isThrownBy(look::get)
			.withMessageContainingAll(path.toString(), "a %s of the user with the id %d".formatted(kind, STRANGER));
	}

	/** Both could replace the file at any time. */
	@Test
	void onlyFilesOfRootAndOfTheDirectorysOwnerAreTrustedUnseen() {
		assertThat(OwnFile.isTrusted(1000, 1000)).isTrue();
		assertThat(OwnFile.isTrusted(0, 1000)).isTrue();
		assertThat(OwnFile.isTrusted(1001, 1000)).isFalse();
		assertThat(OwnFile.isTrusted(1000, 0)).isFalse();
	}

	private static void assertForeign(OddFile odd, Path file, AutoCloseableSupplier opening) {
		assertThatExceptionOfType(ForeignFileException.class).isThrownBy(opening::get)
			.withMessageContainingAll(file.toString(), odd.words());
	}

	private static void assertNothingWasWritten(OddFile odd, Path file) throws IOException {
		assertThat(file.resolveSibling("nowhere")).doesNotExist();
		if (odd == OddFile.LINK) {
			assertThat(OddFile.victim(file)).hasContent("precious");
		}
	}

	/** Opens something. */
	@FunctionalInterface
	private interface AutoCloseableSupplier {

		Object get() throws Exception;

	}

}
