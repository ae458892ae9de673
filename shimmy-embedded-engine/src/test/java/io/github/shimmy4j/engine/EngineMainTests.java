package io.github.shimmy4j.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.GgufVocabulary;
import io.github.shimmy4j.model.ListingFormat;
import io.github.shimmy4j.model.ModelLister.ListedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The command line without a model. */
class EngineMainTests {

	@TempDir
	Path directory;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final Map<String, String> environment = new HashMap<>();

	private String input = "[]";

	@Test
	void versionIsTheOneItWasBuiltAs() {
		assertThat(run("--version")).isEqualTo(ExitStatus.OK);
		assertThat(out()).matches("shimmy \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
	}

	@Test
	void helpListsTheSubcommands() {
		assertThat(run("--help")).isEqualTo(ExitStatus.OK);
		assertThat(out()).contains("serve", "list", "count");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--nonsense", "serve --nonsense", "fly", "serve --parallel 0", "serve --parallel x",
			"serve --ctx -1", "serve --keep -1", "count", "serve extra" })
	void usageErrorIsOneLine(String line) {
		assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitStatus.USAGE);
		assertThat(err()).startsWith("error: ").hasLineCount(1);
		assertThat(out()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost:1", "127.0.0.1", "127.0.0.1:99999", "300.1.1.1:1", "::1:80", "" })
	void addressThatIsNoneIsRefused(String address) {
		assertThat(run("serve", "--bind", address)).isEqualTo(ExitStatus.START_FAILED);
		assertThat(err()).contains("Invalid bind address '" + address + "'").hasLineCount(1);
	}

	@Test
	void serveWithoutAnyModelSaysWhatToName() {
		assertThat(run("serve", "--model-dirs", this.directory.toString())).isEqualTo(ExitStatus.START_FAILED);
		assertThat(err()).startsWith("❌ No models available").contains("--model-path").hasLineCount(1);
	}

	@Test
	void serveWithSeveralModelsListsThem() throws IOException {
		Path one = touch("one.gguf");
		Path two = touch("deep/er/two.GGUF");
		assertThat(run("serve", "--model-dirs", this.directory.toString())).isEqualTo(ExitStatus.START_FAILED);
		assertThat(err()).contains(one.toString(), two.toString(), "--model-path").hasLineCount(1);
	}

	@Test
	void embeddingsOfAModelMadeForChatAreRefused() {
		Path file = TestModel.write(this.directory.resolve("chat.gguf"));
		assertThat(run("serve", "--embeddings", "--model-path", file.toString())).isEqualTo(ExitStatus.START_FAILED);
		assertThat(err()).startsWith("Error: --embeddings needs a model made for embeddings").hasLineCount(1);
	}

	@Test
	void listFindsLinksOnceAndPartsOnce() throws IOException {
		touch("A_b C.gguf");
		touch("big-00001-of-00002.gguf");
		touch("big-00002-of-00002.gguf");
		touch(".hidden/x.gguf");
		touch("1/2/3/deep.gguf");
		touch("1/2/3/4/too-deep.gguf");
		touch("readme.txt");
		Files.createSymbolicLink(this.directory.resolve("link.gguf"), Path.of("A_b C.gguf"));
		this.environment.put("SHIMMY_MODEL_PATHS", this.directory + ";" + this.directory + ";/does/not/exist");
		assertThat(run("list", "--short")).isEqualTo(ExitStatus.OK);
		assertThat(out().lines()).containsExactly("a-b-c", "big-00001-of-00002", "deep", "link");
	}

	/** Read with the starter's own parser. */
	@Test
	void listPrintsJsonThatTheStarterReads() throws IOException {
		Path first = touch("a.gguf");
		Path second = touch("b \"quoted\" 안녕.gguf");
		assertThat(run("list", "--json", "--model-dirs", this.directory.toString())).isEqualTo(ExitStatus.OK);
		assertThat(ListingFormat.JSON.parse(out())).containsExactly(new ListedModel("a", first),
				new ListedModel("b-\"quoted\"-안녕", second));
		assertThat(out().lines()).hasSize(4);
	}

	@Test
	void listPrintsJsonOfNoModels() {
		assertThat(run("list", "--json", "--model-dirs", this.directory.toString())).isEqualTo(ExitStatus.OK);
		assertThat(ListingFormat.JSON.parse(out())).isEmpty();
	}

	@Test
	void listPrintsForPeople() throws IOException {
		assertThat(run("list", "--model-dirs", this.directory.toString())).isEqualTo(ExitStatus.OK);
		assertThat(out()).startsWith("❌ No models found");
		touch("a.gguf");
		run("list", "--model-dirs", this.directory.toString());
		assertThat(out()).contains("  a => \"" + this.directory.resolve("a.gguf") + "\" [0MB]",
				"✅ Total available models: 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[1]", "[\"a\"" })
	void countOfAnythingButTextsIsAUsageError(String input) throws IOException {
		this.input = input;
		assertThat(run("count", "--model-path", touch("a.gguf").toString())).isEqualTo(ExitStatus.USAGE);
		assertThat(err()).startsWith("error: ").hasLineCount(1);
	}

	/** A line break would forge a line, an escape sequence moves the cursor. */
	@ParameterizedTest
	@ValueSource(strings = { "serve|--model-path|a\n\u001b[2J.gguf", "serve|--bind|a\n\u001b[2J",
			"count|--model-path|a\n\u001b[2J.gguf", "serve|--parallel|a\n\u001b[2J", "a\n\u001b[2J", "--a\n\u001b[2J" })
	void whatIsQuotedIsPrintable(String line) {
		assertThat(run(line.split("\\|"))).isNotEqualTo(ExitStatus.OK);
		assertThat(err()).contains("a\\n\\u001b[2J").doesNotContain("\u001b").hasLineCount(1);
	}

	@Test
	void namesOfForeignVariablesArePrintableAndBounded() {
		this.environment.put("LLAMA_ARG_\u202e" + "x".repeat(20_000), "1");
		assertThat(run("list")).isEqualTo(ExitStatus.START_FAILED);
		assertThat(err()).contains("LLAMA_ARG_\\u202exxx").hasLineCount(1).hasSizeLessThan(10_000);
	}

	@Test
	void namesInListsArePrintableAndInJsonTheSame() throws IOException {
		Path file = touch("a\n\u001b[2J\u200b.gguf");
		for (String format : new String[] { "--json", "--short" }) {
			this.out.reset();
			assertThat(run("list", format, "--model-dirs", this.directory.toString())).isEqualTo(ExitStatus.OK);
			assertThat(out()).containsIgnoringCase("\\u001b").doesNotContain("\u001b", "\u200b");
			if (format.equals("--json")) {
				assertThat(ListingFormat.JSON.parse(out())).extracting(ListedModel::path).containsExactly(file);
			}
		}
	}

	@Test
	void settingsThatLlamaCppWouldTakeBehindOurBackAreRefused() {
		this.environment.put("LLAMA_ARG_JINJA", "1");
		assertThat(run("list")).isEqualTo(ExitStatus.START_FAILED);
		assertThat(err()).contains("LLAMA_ARG_JINJA").hasLineCount(1);
	}

	@ParameterizedTest
	@CsvSource({ "1,1", "2,2", "4,4", "5,2", "8,4", "64,32" })
	void threadsAreAllCoresOfAFewElseHalf(int cores, int threads) {
		assertThat(ServeCommand.threads(cores)).isEqualTo(threads);
	}

	@ParameterizedTest
	@CsvSource({ "0,2048", "1,1", "8192,8192", "4294967296,2147483647" })
	void contextIsThatOfTheModelOrTheSmallest(long trained, int context) {
		GgufHeader header = new GgufHeader(3, null, null, null, trained, null, false, null, GgufVocabulary.NONE,
				Set.of(), 0, 1);
		assertThat(ServeCommand.contextLength(header)).isEqualTo(context);
	}

	@Test
	void statusesAreDistinct() {
		assertThat(ExitStatus.values()).extracting(ExitStatus::code).doesNotHaveDuplicates();
	}

	private Path touch(String name) throws IOException {
		Path file = this.directory.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.createFile(file);
	}

	private ExitStatus run(String... arguments) {
		return new EngineMain(new ByteArrayInputStream(this.input.getBytes(StandardCharsets.UTF_8)),
				new Console(this.out, this.err), this.environment)
			.run(arguments);
	}

	private String out() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	private String err() {
		return this.err.toString(StandardCharsets.UTF_8);
	}

}
