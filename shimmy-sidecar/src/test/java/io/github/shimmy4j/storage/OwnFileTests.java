package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Files of ours with something else in their place (issue 13). Before, a lock that was a
 * dangling link was looked for without an end, and a FIFO was waited for; the limit is
 * for that.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnFileTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void nothingOpensWhatIsNoPlainFile(OddFile odd) throws Exception {
		Path file = odd.put(this.directory.resolve("own"));
		assertThat(OwnFile.exists(file)).isTrue();
		assertForeign(odd, file, () -> OwnFile.open(file, StandardOpenOption.READ));
		assertForeign(odd, file, () -> OwnFile.openOrCreate(file));
		assertForeign(odd, file, () -> OwnFile.read(file, 10));
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
		assertForeign(odd, file, () -> SharedLock.tryShare(file));
		assertForeign(odd, file, () -> SharedLock.tryAlone(file));
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

	/** Both could replace the file whenever they want. */
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
