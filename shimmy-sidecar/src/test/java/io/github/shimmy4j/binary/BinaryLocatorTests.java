package io.github.shimmy4j.binary;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessLauncher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BinaryLocatorTests {

	private static final Suitability ANYTHING = (binary) -> Optional.empty();

	private static final Suitability NO_GPU = BinaryLocatorTests::needsGpu;

	@TempDir
	private Path directory;

	private Path first;

	private Path second;

	private Path managed;

	@BeforeEach
	void setUp() throws IOException {
		this.first = Files.createDirectory(this.directory.resolve("first"));
		this.second = Files.createDirectory(this.directory.resolve("second"));
		this.managed = this.directory.resolve("binaries");
	}

	@Test
	void obtainWithoutANameTakesTheFirstOnPath() throws Exception {
		Path expected = shimmy(this.first, "1.7.4");
		shimmy(this.second, "2.6.5");
		assertThat(obtain(null).path()).isEqualTo(expected);
	}

	@Test
	void obtainWhenTheFirstOnPathCannotRunTakesTheNext() throws Exception {
		Files.writeString(this.first.resolve("shimmy"), "not executable");
		Path expected = shimmy(this.second, "1.7.4");
		assertThat(obtain(null).path()).isEqualTo(expected);
	}

	@Test
	void obtainPrefersPathToManagedBinaries() throws Exception {
		shimmy(this.managed.resolve("1.7.4-linux/bin"), "1.7.4");
		Path expected = shimmy(this.second, "2.6.5");
		assertThat(obtain(null).path()).isEqualTo(expected);
	}

	@Test
	void obtainWhenPathHasNoneTakesTheFirstManagedOneByName() throws Exception {
		shimmy(this.managed.resolve("b/bin"), "2.6.5");
		Path expected = shimmy(this.managed.resolve("a/bin"), "1.7.4");
		Files.createFile(this.managed.resolve("0-not-a-folder"));
		assertThat(obtain(null).path()).isEqualTo(expected);
	}

	/** Shimmy, wherever it is, then llama-server, then the engine. */
	@Test
	void obtainTakesLlamaServerAfterEveryShimmyAndBeforeTheEngine() throws Exception {
		Path onPath = llamaServer(this.first);
		Path managedOne = llamaServer(this.managed.resolve("llama-server-5899/bin"));
		LocatedBinary located = obtain(BinaryChoices.ANY, ANYTHING, engine());
		assertThat(located.binary().path()).isEqualTo(onPath);
		assertThat(located.binary().version()).hasToString("b5899");
		assertThat(located.binary().capabilities()).isEqualTo(ServerCapabilities.LLAMA_SERVER);
		Files.delete(onPath);
		assertThat(obtain(BinaryChoices.ANY, ANYTHING, engine()).binary().path()).isEqualTo(managedOne);
		Path shimmy = shimmy(this.managed.resolve("z/bin"), "1.7.4");
		assertThat(obtain(BinaryChoices.ANY, ANYTHING, engine()).binary().path()).isEqualTo(shimmy);
		assertThat(obtain(BinaryChoices.of(BinarySource.LLAMA_SERVER), ANYTHING, engine()).binary().path())
			.isEqualTo(managedOne);
	}

	@Test
	void obtainWhenNamedConsidersNoOther() throws Exception {
		shimmy(this.first, "1.7.4");
		Path named = shimmy(this.directory.resolve("elsewhere"), "2.6.5");
		assertThat(obtain(named).path()).isEqualTo(named);
	}

	@Test
	void obtainWhenTheNamedOneIsMissingDoesNotFallBack() throws Exception {
		shimmy(this.first, "1.7.4");
		Path missing = this.directory.resolve("missing");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> obtain(missing))
			.withMessageContaining(missing.toString())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND));
	}

	@Test
	void obtainWhenThereIsNoneSaysWhereItLooked() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> obtain(null))
			.withMessageContaining("PATH")
			.withMessageContaining(this.managed.toString())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND));
	}

	@Test
	void obtainWhenNoneCanRunSaysWhyEachWasSkipped() throws Exception {
		Files.writeString(this.first.resolve("shimmy"), "not executable");
		shimmy(this.second, "3.0.0");
		Programs.script(this.managed.resolve("a/bin/shimmy"), "exit 1");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> obtain(null))
			.withMessageContainingAll("first/shimmy' may not be executed", "second/shimmy' is shimmy 3.0.0",
					"a/bin/shimmy --version' ended with status 1")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND));
	}

	@Test
	void obtainWithoutPathInTheEnvironmentLooksAmongManagedBinariesOnly() throws Exception {
		Path expected = shimmy(this.managed.resolve("a/bin"), "1.7.4");
		assertThat(new BinaryLocator(Map.of(), this.managed, ProcessLauncher.system(), null)
			.obtain(BinaryChoices.ANY, ANYTHING)
			.binary()
			.path()).isEqualTo(expected);
	}

	@Test
	void obtainWhenAllOthersCannotServeTakesTheEmbeddedEngineAndSaysWhy() throws Exception {
		Files.writeString(this.first.resolve("shimmy"), "not executable");
		shimmy(this.second, "2.6.5");
		LocatedBinary located = obtain(BinaryChoices.ANY, NO_GPU, engine());
		assertThat(located.binary().capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(located.skipped()).hasSize(2);
		assertThat(located.skipped().get(0)).contains("may not be executed");
		assertThat(located.skipped().get(1)).isEqualTo("no GPU");
	}

	@Test
	void obtainPrefersShimmyToTheEmbeddedEngine() throws Exception {
		shimmy(this.managed.resolve("a/bin"), "1.7.4");
		LocatedBinary located = obtain(BinaryChoices.ANY, NO_GPU, engine());
		assertThat(located.binary().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_1);
		assertThat(located.skipped()).isEmpty();
	}

	@Test
	void obtainOfTheEmbeddedEngineLooksAtNoShimmy() throws Exception {
		Files.writeString(this.first.resolve("shimmy"), "not executable");
		LocatedBinary located = obtain(BinaryChoices.of(BinarySource.EMBEDDED), NO_GPU, engine());
		assertThat(located.binary().capabilities()).isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(located.skipped()).isEmpty();
	}

	@Test
	void obtainWhenTheEmbeddedEngineCannotBeCopiedOutFailsWithItsReason() throws Exception {
		EmbeddedEngine engine = engine();
		Files.writeString(this.managed, "a file where the directory should be");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> obtain(BinaryChoices.ANY, NO_GPU, engine))
			.withMessageContaining(this.managed.toString())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

	@Test
	void obtainOfShimmyLeavesTheEmbeddedEngineAlone() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> obtain(BinaryChoices.of(BinarySource.SHIMMY), NO_GPU, engine()))
			.withMessageContaining("looked for shimmy alone")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND));
	}

	@Test
	void obtainWhenAllMeetOneObjectionFailsWithIt() throws Exception {
		shimmy(this.first, "2.6.5");
		shimmy(this.second, "2.6.4");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> obtain(BinaryChoices.ANY, NO_GPU, null))
			.withMessageContainingAll("no GPU", "shimmy-embedded-engine")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE));
	}

	@Test
	void obtainWhenNamedAsksForNoObjection() throws Exception {
		Path named = shimmy(this.first, "2.6.5");
		assertThat(obtain(BinaryChoices.named(named), NO_GPU, null).binary().path()).isEqualTo(named);
	}

	@Test
	void obtainWhenNoneSuitsObtainsOne() throws Exception {
		Files.writeString(this.first.resolve("shimmy"), "not executable");
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		LocatedBinary located = obtain(cargo, BinarySource.AUTO, "1.7.4", ANYTHING, null);
		assertThat(located.binary().path()).isEqualTo(this.managed.resolve("shimmy-1.7.4/bin/shimmy"));
		assertThat(located.skipped()).hasSize(1);
		assertThat(obtain(null).path()).as("next time").isEqualTo(located.binary().path());
	}

	@Test
	void obtainWhenOneSuitsObtainsNone() throws Exception {
		Path expected = shimmy(this.second, "2.6.5");
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		assertThat(obtain(cargo, BinarySource.AUTO, "1.7.4", ANYTHING, null).binary().path()).isEqualTo(expected);
		assertThat(cargo.calls()).isEmpty();
	}

	@Test
	void obtainWhenTheEmbeddedEngineSuitsObtainsNoneUnlessShimmyIsAskedFor() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		EmbeddedEngine engine = engine();
		assertThat(obtain(cargo, BinarySource.AUTO, "1.7.4", ANYTHING, engine).binary().capabilities())
			.isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(obtain(cargo, BinarySource.EMBEDDED, "1.7.4", ANYTHING, engine).binary().capabilities())
			.isEqualTo(ServerCapabilities.EMBEDDED);
		assertThat(cargo.calls()).isEmpty();
		assertThat(obtain(cargo, BinarySource.SHIMMY, "1.7.4", ANYTHING, engine).binary().capabilities())
			.isEqualTo(ServerCapabilities.SHIMMY_1);
	}

	@Test
	void obtainObtainsNoneThatWouldNotSuitEither() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> obtain(cargo, BinarySource.AUTO, "2.6.5", NO_GPU, null))
			.withMessageContaining("shimmy 2.6.5 was not obtained: no GPU")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE));
		assertThat(cargo.calls()).isEmpty();
	}

	@Test
	void obtainWhenNoneCanBeObtainedFailsWithTheReason() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), "exit 101");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> obtain(cargo, BinarySource.AUTO, "1.7.4", ANYTHING, null))
			.withMessageContaining("ended with status 101")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED));
	}

	@Test
	void obtainWhenNoneMayBeObtainedNamesTheOtherValues() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> obtain(null))
			.withMessageContaining("installing is off (never); download, cargo, auto obtain shimmy 1.7.4")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND));
	}

	@Test
	void obtainPassesOverAManagedBinaryThatIsNotWhatWasInstalled() throws Exception {
		Path changed = shimmy(this.managed.resolve("a/bin"), "1.7.4");
		Files.writeString(changed.resolveSibling("shimmy.sha256"), "0".repeat(64) + "\n");
		Path expected = shimmy(this.managed.resolve("b/bin"), "1.7.4");
		LocatedBinary located = obtain(BinaryChoices.ANY, ANYTHING, null);
		assertThat(located.binary().path()).isEqualTo(expected);
		assertThat(located.skipped()).singleElement()
			.asString()
			.contains(changed.toString(), "is not what was installed", "recorded is '0000");
	}

	@Test
	void obtainTakesTheCurrentManagedBinaryFirst() throws Exception {
		shimmy(this.managed.resolve("a/bin"), "1.7.4");
		Path expected = shimmy(this.managed.resolve("b/bin"), "1.7.4");
		new ManagedBinaries(this.managed, Map.of(), ProcessLauncher.system()).use("b");
		assertThat(obtain(null).path()).isEqualTo(expected);
	}

	@Test
	void findObtainsNoneAndSaysWhetherLocateDoes() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		BinaryLocator locator = locator(cargo, null);
		BinaryChoice choice = building(BinarySource.AUTO, "1.7.4");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> locator.find(choice, ANYTHING))
			.withMessageNotContaining("installing is off")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND));
		assertThat(cargo.calls()).isEmpty();
		assertThat(locator.obtains(choice, ANYTHING)).isTrue();
		assertThat(locator.obtains(building(BinarySource.AUTO, "2.6.5"), NO_GPU)).isFalse();
		assertThat(locator.obtains(building(BinarySource.EMBEDDED, "1.7.4"), ANYTHING)).isFalse();
		assertThat(locator.obtains(BinaryChoices.ANY, ANYTHING)).isFalse();
	}

	private LocatedBinary obtain(FakeCargo cargo, BinarySource source, String version, Suitability suitability,
			EmbeddedEngine engine) throws InterruptedException {
		return locator(cargo, engine).obtain(building(source, version), suitability);
	}

	private BinaryLocator locator(FakeCargo cargo, EmbeddedEngine engine) {
		ManagedBinaries binaries = new ManagedBinaries(this.managed, FakeCargo.identity(),
				() -> cargo.installer(this.managed));
		return new BinaryLocator(Map.of("PATH", this.first + File.pathSeparator + this.second), this.managed, binaries,
				ProcessLauncher.system(), engine);
	}

	private static BinaryChoice building(BinarySource source, String version) {
		return new BinaryChoice(null, source, new InstallChoice(BinaryInstall.CARGO, version, null, null));
	}

	private static Optional<ShimmyException> needsGpu(ShimmyBinary binary) {
		return binary.capabilities().needsGpu()
				? Optional.of(new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE, "no GPU")) : Optional.empty();
	}

	private EmbeddedEngine engine() throws IOException {
		return EmbeddedEngine.find(new EngineOnClassPath(this.directory.resolve("classes")).asFolder(), this.managed)
			.orElseThrow();
	}

	private ShimmyBinary obtain(Path named) throws InterruptedException {
		return obtain(BinaryChoices.named(named), ANYTHING, null).binary();
	}

	private LocatedBinary obtain(BinaryChoice choice, Suitability suitability, EmbeddedEngine engine)
			throws InterruptedException {
		String path = String.join(File.pathSeparator, "", this.directory.resolve("gone").toString(),
				this.first.toString(), this.second.toString());
		return new BinaryLocator(Map.of("PATH", path), this.managed, ProcessLauncher.system(), engine).obtain(choice,
				suitability);
	}

	private static Path llamaServer(Path folder) throws IOException {
		return Programs.script(folder.resolve("llama-server"), "echo 'version: 5899 (abc1234)' >&2");
	}

	private static Path shimmy(Path folder, String version) throws IOException {
		return Programs.script(folder.resolve("shimmy"), "echo shimmy " + version);
	}

}
