package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.TemporaryDirectory;
import io.github.shimmy4j.support.OddFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedEngineTests {

	@TempDir
	private Path directory;

	private Path binaries;

	private EngineOnClassPath packaged;

	@BeforeEach
	void setUp() throws IOException {
		this.binaries = this.directory.resolve("binaries");
		this.packaged = new EngineOnClassPath(this.directory.resolve("classes"));
	}

	@Test
	void findOnAClassPathWithoutAnEngineIsEmptyAndCopiesNothing() {
		assertThat(EmbeddedEngine.find(ClassLoader.getPlatformClassLoader(), this.binaries)).isEmpty();
		assertThat(this.binaries).doesNotExist();
	}

	@Test
	void findCopiesNothing() throws Exception {
		assertThat(EmbeddedEngine.find(this.packaged.asFolder(), this.binaries)).isPresent();
		assertThat(this.binaries).doesNotExist();
	}

	@Test
	void installFromAFolderRunsTheCopyByTheJavaOfThisProcess() throws Exception {
		ShimmyBinary binary = install(this.packaged.asFolder());
		assertThat(binary.path()).isExecutable().startsWith(Path.of(System.getProperty("java.home")));
		assertThat(binary.version()).isEqualTo(new ServerVersion(0, 1, 0));
		assertThat(binary.capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(copyOf(binary)).startsWith(this.binaries).hasSameBinaryContentAs(this.packaged.jar());
	}

	@Test
	void installBoundsTheHeap() throws Exception {
		assertThat(install(this.packaged.asFolder()).command())
			.anySatisfy((option) -> assertThat(option).matches("-Xmx\\d+m"));
	}

	@Test
	void installHandsOnTheDirectoryForTemporaryFiles() throws Exception {
		assertThat(install(this.packaged.asFolder()).command())
			.contains("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
	}

	/** JNI writes such a path in an encoding that llama.cpp cannot read. */
	@Test
	void installDoesNotHandOnADirectoryForTemporaryFilesWithAnEmoji() throws Exception {
		String before = System.setProperty("java.io.tmpdir", this.directory.resolve("emoji \ud83d\ude00").toString());
		try {
			ShimmyBinary binary = install(this.packaged.asFolder());
			assertThat(binary.command()).contains("-Djava.io.tmpdir=" + copyOf(binary).getParent());
		}
		finally {
			System.setProperty("java.io.tmpdir", before);
		}
	}

	@Test
	void installFromAJarCopiesTheSame() throws Exception {
		ClassLoader jar = this.packaged.asJar(this.directory.resolve("engine.jar"));
		assertThat(copyOf(install(jar))).hasSameBinaryContentAs(this.packaged.jar());
	}

	@Test
	void installMakesADirectoryThatOnlyTheOwnerMayEnter() throws Exception {
		Path folder = copyOf(install(this.packaged.asFolder())).getParent();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
	}

	@Test
	void installOfACopyThatIsThereLeavesItAlone() throws Exception {
		Path copy = copyOf(install(this.packaged.asFolder()));
		Object before = Files.getAttribute(copy, "unix:ino");
		install(this.packaged.asFolder());
		assertThat(Files.getAttribute(copy, "unix:ino")).isEqualTo(before);
	}

	@Test
	void installOfACopyThatWasChangedReplacesIt() throws Exception {
		Path copy = copyOf(install(this.packaged.asFolder()));
		Files.writeString(copy, "something else");
		assertThat(copyOf(install(this.packaged.asFolder()))).isEqualTo(copy)
			.hasSameBinaryContentAs(this.packaged.jar());
	}

	/**
	 * A link could lead to another program after the look at it; a FIFO hung for ever.
	 */
	@ParameterizedTest
	@EnumSource
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void installReplacesWhateverElseIsInThePlaceOfTheCopyUnlessItIsADirectory(OddFile odd) throws Exception {
		Path copy = copyOf(install(this.packaged.asFolder()));
		Files.move(copy, copy.resolveSibling("victim"));
		odd.put(copy);
		if (odd == OddFile.DIRECTORY) {
			assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> install(this.packaged.asFolder()))
				.withMessageContaining(copy.toString())
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
			return;
		}
		assertThat(copyOf(install(this.packaged.asFolder()))).isEqualTo(copy)
			.hasSameBinaryContentAs(this.packaged.jar());
		assertThat(copy).isRegularFile();
		assertThat(Files.isSymbolicLink(copy)).isFalse();
	}

	/**
	 * Who owns the copy could change it after its digest was compared. Only root can give
	 * a file away; for everybody else the copy stays what it is.
	 */
	@Test
	void installReplacesTheCopyOfAnotherUser() throws Exception {
		Path copy = copyOf(install(this.packaged.asFolder()));
		Object owner = Files.getAttribute(copy, "unix:uid");
		if (owner.equals(0)) {
			Files.setAttribute(copy, "unix:uid", 54321);
		}
		assertThat(copyOf(install(this.packaged.asFolder()))).isEqualTo(copy);
		assertThat(Files.getAttribute(copy, "unix:uid")).isEqualTo(owner);
	}

	@Test
	void installBelowAPathThatJavaCannotStartFromCopiesItToTheTemporaryFiles() throws Exception {
		this.binaries = this.directory.resolve("emoji \ud83d\ude00/binaries");
		Path copy = copyOf(install(this.packaged.asFolder()));
		try {
			assertThat(copy).startsWith(Path.of(System.getProperty("java.io.tmpdir")))
				.hasSameBinaryContentAs(this.packaged.jar());
			assertThat(this.binaries).doesNotExist();
		}
		finally {
			new TemporaryDirectory(copy.getParent()).close();
		}
	}

	@Test
	void installOfAProgramThatIsNotWhatWasPackagedLeavesNothingBehind() throws Exception {
		this.packaged.program("tampered with");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> install(this.packaged.asFolder()))
			.withMessageContaining("SHA-256")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INTERNAL));
		try (Stream<Path> left = Files.walk(this.binaries)) {
			assertThat(left).noneMatch(Files::isRegularFile);
		}
	}

	@Test
	void installWithoutTheProgramIsDamage() throws Exception {
		Files.delete(this.packaged.jar());
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> install(this.packaged.asFolder()))
			.withMessageContaining("program is missing");
	}

	@Test
	void findOfAnEngineWithoutAVersionIsDamage() throws Exception {
		this.packaged.description("unknown", "0");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> EmbeddedEngine.find(this.packaged.asFolder(), this.binaries))
			.withMessageContaining("version is unknown");
	}

	@Test
	void installWhereNothingCanBeWrittenNamesThePlace() throws Exception {
		Files.writeString(this.binaries, "a file where the directory should be");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> install(this.packaged.asFolder()))
			.withMessageContaining(this.binaries.toString())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

	private ShimmyBinary install(ClassLoader classPath) {
		return EmbeddedEngine.find(classPath, this.binaries).orElseThrow().install();
	}

	private static Path copyOf(ShimmyBinary binary) {
		int jar = binary.command().indexOf("-jar") + 1;
		return Path.of(binary.command().get(jar));
	}

}
