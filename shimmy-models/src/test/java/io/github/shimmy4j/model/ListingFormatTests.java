package io.github.shimmy4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.github.shimmy4j.model.ModelLister.ListedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ListingFormat}, with the output of real servers. */
class ListingFormatTests {

	private static final ListedModel SMOLLM2 = new ListedModel("smollm2-135m-instruct.q4-1",
			Path.of("/m/SmolLM2-135M-Instruct.Q4_1.gguf"));

	private static final ListedModel LLAMA = new ListedModel("llama-7b-q4-k-m", Path.of("/m/llama-7b-q4_k_m.gguf"));

	private static final ListedModel PLACEHOLDER = new ListedModel("phi3-lora", Path.of("./models/phi3-mini.gguf"));

	private static final ListedModel BIG = new ListedModel("big", Path.of("/m/big-00001-of-00003.gguf"));

	@Test
	void listOfShimmyOneHasNamesAndPaths() throws IOException {
		assertThat(parse(ListingFormat.LIST, "1.7.4-list.txt")).containsExactly(PLACEHOLDER, SMOLLM2, LLAMA,
				new ListedModel("a-\"b\"-\\-😀", Path.of("/m/a \"b\" \\ A\n.gguf")));
	}

	@Test
	void listOfShimmyTwoHasNamesAndPaths() throws IOException {
		assertThat(parse(ListingFormat.LIST, "2.6.5-list.txt")).containsExactly(BIG,
				new ListedModel("tiny.q8-0", Path.of("C:\\Users\\u\\models\\tiny.Q8_0.gguf")));
	}

	@Test
	void listWithoutAnyDiscoveredModelHasThePlaceholderOrNothing() throws IOException {
		assertThat(parse(ListingFormat.LIST, "1.7.4-list-empty.txt")).containsExactly(PLACEHOLDER);
		assertThat(parse(ListingFormat.LIST, "2.6.5-list-empty.txt")).isEmpty();
	}

	@Test
	void jsonOfShimmyHasEachModelOnce() throws IOException {
		assertThat(parse(ListingFormat.JSON, "1.7.4-api-models.json"))
			.containsExactly(new ListedModel("phi3-lora", null), new ListedModel("smollm2-135m-instruct.q4-1", null));
	}

	@Test
	void jsonOfTheEmbeddedEngineHasNamesAndPaths() throws IOException {
		assertThat(parse(ListingFormat.JSON, "embedded-list.json")).containsExactly(
				new ListedModel("SmolLM2-135M-Instruct.Q4_1", SMOLLM2.path()),
				new ListedModel("a \"b\" 😀", Path.of("/m/a \"b\"\n.gguf")));
		assertThat(parse(ListingFormat.JSON, "embedded-list-empty.json")).isEmpty();
	}

	@Test
	void listWhoseNameLooksLikeAnEntryTakesTheLastArrow() {
		assertThat(ListingFormat.LIST.parse("  a => \"b => \"/m/a => \\\"b.gguf\" [1MB]"))
			.containsExactly(new ListedModel("a => \"b", Path.of("/m/a => \"b.gguf")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a => \"/m\"", "  => \"/m\"", "   => \"/m\"", "  a => /m", "  a => \"/m",
			"  a => \"", "  a => \"\"", "  a => \"\\\"", "  a => \"\\x41\"", "  a => \"\\u{110000}\"",
			"  a => \"\\u{}\"", "  a => \"\\u\"", "  a => \"\\u{12\"", "  a => \"/m\" [1GB]", "  a => \"a\"b\"",
			"  a => \"\\0\"", "2026-01-01T00:00:00Z ERROR shimmy: no => \"x\" for you" })
	void lineThatIsNoEntryIsSkipped(String line) {
		assertThat(ListingFormat.LIST.parse(line)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "{", "{\"models\":7}", "{\"models\":{\"name\":\"a\"}}x",
			"{\"models\":[7,null,\"a\",[],{\"name\":null},{\"name\":\" \"}]}" })
	void jsonWithoutAListHasNoModels(String json) {
		assertThat(ListingFormat.JSON.parse(json)).isEmpty();
	}

	@Test
	void jsonWithFieldsOfOtherTypesHasTheValidModels() {
		assertThat(ListingFormat.JSON
			.parse("""
					{"models":[{"name":"a","path":{},"size_bytes":"x"},{"name":"b","path":"\\u0000","size_bytes":1e400}]}"""))
			.containsExactly(new ListedModel("a", null), new ListedModel("b", null));
	}

	@ParameterizedTest
	@EnumSource
	void outputThatIsMutatedNeverThrows(ListingFormat format) throws IOException {
		String name = switch (format) {
			case LIST -> "1.7.4-list.txt";
			case JSON -> "embedded-list.json";
		};
		String output = output(name);
		Random random = new Random(format.ordinal());
		for (int i = 0; i < 5_000; i++) {
			StringBuilder mutated = new StringBuilder(output);
			for (int mutations = 1 + random.nextInt(5); mutations > 0; mutations--) {
				mutate(mutated, random);
			}
			assertThat(format.parse(mutated.toString())).hasSizeLessThan(100);
		}
	}

	private static void mutate(StringBuilder text, Random random) {
		int position = random.nextInt(text.length());
		String odd = "\"\\{}[]\n\0=> u0😀9";
		switch (random.nextInt(3)) {
			case 0 -> text.deleteCharAt(position);
			case 1 -> text.insert(position, odd.charAt(random.nextInt(odd.length())));
			default -> text.setCharAt(position, odd.charAt(random.nextInt(odd.length())));
		}
	}

	private static List<ListedModel> parse(ListingFormat format, String name) throws IOException {
		return format.parse(output(name));
	}

	private static String output(String name) throws IOException {
		try (InputStream stream = Objects.requireNonNull(ListingFormatTests.class.getResourceAsStream(name), name)) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
