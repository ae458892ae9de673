package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.binary.ManagedBinaries.ManagedBinary;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.support.OddFile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ManagedBinaries}: list, update, use and rollback. */
class ManagedBinariesTests {

	@TempDir
	private Path directory;

	private Path folder;

	private FakeCargo cargo;

	private ManagedBinaries binaries;

	@BeforeEach
	void setUp() throws IOException {
		this.folder = this.directory.resolve("binaries");
		this.cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		this.binaries = new ManagedBinaries(this.folder, FakeCargo.identity(), () -> this.cargo.installer(this.folder));
	}

	@Test
	void nothingIsKeptAtFirst() throws Exception {
		assertThat(this.binaries.list()).isEmpty();
		assertFails(ShimmyErrorCode.BINARY_NOT_FOUND, this.binaries::rollback, "was the current one before");
		assertFails(ShimmyErrorCode.BINARY_NOT_FOUND, () -> this.binaries.use("shimmy-1.7.4"),
				"no managed binary 'shimmy-1.7.4'");
		assertThat(this.folder).doesNotExist();
	}

	@Test
	void updateMakesAnotherOneCurrentAndRollbackGoesBack() throws Exception {
		assertThat(update("1.7.4")).isEqualTo(built("1.7.4", true));
		assertThat(update("2.6.5")).isEqualTo(built("2.6.5", true));
		assertThat(this.binaries.list()).containsExactly(built("2.6.5", true), built("1.7.4", false));
		assertThat(this.binaries.rollback()).isEqualTo(built("1.7.4", true));
		assertThat(this.binaries.list()).containsExactly(built("1.7.4", true), built("2.6.5", false));
		assertFails(ShimmyErrorCode.BINARY_NOT_FOUND, this.binaries::rollback, "was the current one before");
		assertThat(this.binaries.list().get(0)).as("after a rollback in vain").isEqualTo(built("1.7.4", true));
	}

	@Test
	void updateToWhatIsThereBuildsNothing() throws Exception {
		update("1.7.4");
		update("2.6.5");
		assertThat(update("1.7.4")).isEqualTo(built("1.7.4", true));
		assertThat(this.cargo.calls()).hasSize(2);
		assertThat(this.binaries.rollback()).isEqualTo(built("2.6.5", true));
	}

	@Test
	void updateThatFailsLeavesTheCurrentOne() throws Exception {
		update("1.7.4");
		FakeCargo.doing(this.directory.resolve("tools"), "exit 101");
		assertFails(ShimmyErrorCode.INSTALL_FAILED, () -> update("2.6.5"), "ended with status 101");
		assertThat(this.binaries.list()).containsExactly(built("1.7.4", true));
	}

	@Test
	void updateByNothingIsRefused() {
		assertFails(ShimmyErrorCode.INVALID_CONFIGURATION,
				() -> this.binaries.update(BinaryChoices.NEVER, ProgressListener.NONE), "download, cargo, auto");
	}

	@Test
	void rollbackGoesBackToWhatRanBeforeTheFirstUpdate() throws Exception {
		Path older = Programs.script(this.folder.resolve("by-hand/bin/shimmy"), "echo shimmy 1.7.3");
		update("1.7.4");
		ManagedBinary back = this.binaries.rollback();
		assertThat(back.path()).isEqualTo(older);
		assertThat(back.origin()).isEqualTo(ManagedBinary.Origin.UNKNOWN);
		assertThat(back.verified()).isFalse();
	}

	@Test
	void rollbackGoesBackToWhatComesLaterByName() throws Exception {
		this.cargo.installer(this.folder)
			.install(new InstallChoice(BinaryInstall.CARGO, "2.6.5", null, null), ProgressListener.NONE);
		update("1.7.4");
		assertThat(this.binaries.rollback()).isEqualTo(built("2.6.5", true));
	}

	@Test
	void rollbackToOneThatIsGoneIsRefused() throws Exception {
		update("1.7.4");
		update("2.6.5");
		Files.delete(this.folder.resolve("shimmy-1.7.4/bin/shimmy"));
		assertFails(ShimmyErrorCode.BINARY_NOT_FOUND, this.binaries::rollback, "no managed binary 'shimmy-1.7.4'");
		assertThat(this.binaries.list()).containsExactly(built("2.6.5", true));
	}

	/** A digest that cannot be believed is none that matches; a FIFO was waited for. */
	@ParameterizedTest
	@EnumSource
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void oneWithSomethingElseInThePlaceOfItsDigestIsNeverRun(OddFile odd) throws Exception {
		update("1.7.4");
		Path digest = this.folder.resolve("shimmy-1.7.4/bin/shimmy.sha256");
		Files.delete(digest);
		odd.put(digest);
		assertThat(this.binaries.list()).singleElement().satisfies((binary) -> {
			assertThat(binary.verified()).isFalse();
			assertThat(binary.version()).isNull();
		});
	}

	/** Before, it was an UncheckedIOException, and so INTERNAL to a launch. */
	@ParameterizedTest
	@EnumSource
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void choiceThatIsSomethingElseThanAFileIsNamed(OddFile odd) throws Exception {
		Path current = odd.put(this.folder.resolve("current.json"));
		assertFails(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE, this.binaries::list, current.toString());
	}

	@Test
	void oneThatWasChangedIsNeverRun() throws Exception {
		update("1.7.4");
		Path program = this.folder.resolve("shimmy-1.7.4/bin/shimmy");
		Path ran = this.directory.resolve("ran");
		Programs.script(program, "touch '%s'; echo shimmy 1.7.4".formatted(ran));
		ManagedBinary changed = this.binaries.list().get(0);
		assertThat(changed.verified()).isFalse();
		assertThat(changed.version()).isNull();
		assertThat(changed.problem()).contains("is not what was installed", Sha256.of(program));
		assertFails(ShimmyErrorCode.CHECKSUM_MISMATCH, () -> this.binaries.use("shimmy-1.7.4"),
				"is not what was installed");
		assertThat(ran).doesNotExist();
	}

	@Test
	void oneThatDoesNotRunHasItsReason() throws Exception {
		Path program = Programs.script(this.folder.resolve("a/bin/shimmy"), "exit 1");
		assertThat(this.binaries.list()).containsExactly(new ManagedBinary("a", program, null,
				ManagedBinary.Origin.UNKNOWN, false, "'%s --version' ended with status 1".formatted(program), true));
	}

	@Test
	void recordOfTheCurrentOneThatIsDamagedCountsForNothing() throws Exception {
		update("1.7.4");
		update("2.6.5");
		for (String content : List.of("", "{", "{}", "[]", "{\"chosen\":null}", "{\"chosen\":[\"gone\"]}")) {
			Files.writeString(this.folder.resolve("current.json"), content);
			assertThat(this.binaries.list()).as(content).containsExactly(built("1.7.4", true), built("2.6.5", false));
		}
		this.binaries.use("shimmy-2.6.5");
		assertThat(this.binaries.list().get(0)).isEqualTo(built("2.6.5", true));
	}

	@Test
	void filesThatAreNoBinariesAreLeftAlone() throws Exception {
		update("1.7.4");
		Files.createFile(this.folder.resolve("a-file"));
		Files.createDirectories(this.folder.resolve("embedded-engine"));
		Programs.script(this.folder.resolve(".hidden/bin/shimmy"), "echo shimmy 1.7.4");
		assertThat(this.binaries.list()).containsExactly(built("1.7.4", true));
	}

	private ManagedBinary update(String version) throws InterruptedException {
		return this.binaries.update(new InstallChoice(BinaryInstall.CARGO, version, null, null), ProgressListener.NONE);
	}

	private ManagedBinary built(String version, boolean current) {
		String name = "shimmy-" + version;
		return new ManagedBinary(name, this.folder.resolve(name).resolve("bin/shimmy"),
				new InstallChoice(BinaryInstall.CARGO, version, null, null).version(), ManagedBinary.Origin.BUILT, true,
				null, current);
	}

	private static void assertFails(ShimmyErrorCode code, ThrowingCallable call, String... message) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(call)
			.withMessageContainingAll(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
	}

}
