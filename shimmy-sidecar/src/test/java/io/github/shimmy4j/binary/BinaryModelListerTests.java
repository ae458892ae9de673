package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelLister;
import io.github.shimmy4j.model.ModelLister.ListedModel;
import io.github.shimmy4j.model.UserStores;
import io.github.shimmy4j.process.ProcessLauncher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Tests for {@link BinaryModelLister}, with fake programs. */
class BinaryModelListerTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private Path store;

	private Path run;

	private Path binaries;

	@BeforeEach
	void setUp() throws IOException {
		this.store = Files.createDirectory(this.directory.resolve("store"));
		this.run = this.directory.resolve("run");
		this.binaries = Files.createDirectory(this.directory.resolve("bin"));
	}

	@AfterEach
	void nothingOfTheListingIsLeft() {
		if (Files.exists(this.run)) {
			assertThat(this.run).isEmptyDirectory();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void listHasTheModelsOfTheStores(String version) {
		Path first = TestModel.write(this.store.resolve("a/My Model.Q4_0.gguf"));
		Path second = TestModel.write(this.directory.resolve("ollama/x.gguf"));
		UserStores stores = new UserStores(List.of(this.store), second.getParent());
		assertThat(models(list(fake(version), stores, LIMIT))).contains(new ListedModel("my-model.q4-0", first),
				new ListedModel("x", second));
	}

	/** Issue of shimmy 1.7.4: a file with an upper-case extension stops it. */
	@Test
	void listWhenTheProgramPanicsIsAFailureWithItsLastWords() {
		TestModel.write(this.store.resolve("M.GGUF"));
		assertThat(reason(list(fake("1.7.4"), stores(), LIMIT))).contains("list --model-dirs " + this.store + "'",
				"ended with status 101, its last line: INVARIANT VIOLATION: GGUF files must use Llama backend");
	}

	@Test
	void listWithoutAnyStoreRunsNothing() {
		BinaryModelLister lister = lister(() -> {
			throw new AssertionError("no program is wanted");
		}, new UserStores(List.of(), null), LIMIT);
		assertThat(models(lister.list())).isEmpty();
	}

	@Test
	void listWithoutAnyProgramIsAFailure() {
		Path none = this.directory.resolve("none");
		BinaryLocator locator = new BinaryLocator(Map.of(), this.binaries, ProcessLauncher.system(), null);
		BinaryModelLister lister = new BinaryModelLister(locator, BinaryChoices.named(none), ProcessLauncher.system(),
				Map.of(), stores(), this.run);
		assertThat(reason(lister.list())).isEqualTo("Program '" + none + "' does not exist");
	}

	@Test
	void listReadsJsonOfServersThatPrintIt() throws IOException {
		Path program = Programs.script(this.binaries.resolve("engine"), """
				test "$1 $2 $3" = "list --json --model-dirs" || exit 2
				test "$PWD" = "$HOME" && test "$4" = "$STORE" || exit 3
				mkdir "$HOME/.cache"; touch "$HOME/.cache/x"
				echo '{"models":['
				echo '{"name":"a","path":"'$STORE/a.gguf'","size_bytes":7}'
				echo ']}'
				""".replace("$STORE", this.store.toString()));
		assertThat(models(list(program, ServerCapabilities.EMBEDDED, stores(), LIMIT)))
			.containsExactly(new ListedModel("a", this.store.resolve("a.gguf")));
	}

	@Test
	void listThatDoesNotEndIsStopped() throws IOException {
		Path program = Programs.script(this.binaries.resolve("slow"), "echo begin; exec sleep 60");
		assertThat(reason(list(program, ServerCapabilities.SHIMMY_1, stores(), Duration.ofSeconds(3))))
			.endsWith("did not end within 3000 ms, its last line: begin");
	}

	@Test
	void listThatPrintsTooMuchIsNotKept() throws IOException {
		Path program = Programs.script(this.binaries.resolve("flood"), "yes '  a => \"/m/a.gguf\"' | head -c 5000000");
		assertThat(reason(list(program, ServerCapabilities.SHIMMY_1, stores(), LIMIT)))
			.contains("printed more than 4,000,000 characters");
	}

	private Path fake(String version) {
		return FakeShimmyBinary.version(version).install(this.binaries);
	}

	private UserStores stores() {
		return new UserStores(List.of(this.store), null);
	}

	private ModelLister.Listing list(Path program, UserStores stores, Duration timeout) {
		BinaryLocator locator = new BinaryLocator(Map.of(), this.binaries, ProcessLauncher.system(), null);
		return lister(() -> locator.obtain(BinaryChoices.named(program), (binary) -> Optional.empty()).binary(), stores,
				timeout)
			.list();
	}

	private ModelLister.Listing list(Path program, ServerCapabilities capabilities, UserStores stores,
			Duration timeout) {
		ShimmyBinary binary = new ShimmyBinary(program, new ServerVersion(1, 0, 0), capabilities);
		return lister(() -> binary, stores, timeout).list();
	}

	private BinaryModelLister lister(BinaryLocator.Program source, UserStores stores, Duration timeout) {
		return new BinaryModelLister(source, ProcessLauncher.system(), System.getenv(), stores, this.run, timeout);
	}

	private static List<ListedModel> models(ModelLister.Listing listing) {
		assertThat(listing).isInstanceOf(ModelLister.Models.class);
		return ((ModelLister.Models) listing).models();
	}

	private static String reason(ModelLister.Listing listing) {
		return assertThat(listing).asInstanceOf(type(ModelLister.Failed.class)).actual().reason();
	}

}
