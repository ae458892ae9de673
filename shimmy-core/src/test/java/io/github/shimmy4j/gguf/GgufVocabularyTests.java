package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.GgufBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link GgufVocabulary} and its reader. */
class GgufVocabularyTests {

	private static final String TOKENS = "tokenizer.ggml.tokens";

	private static final String TYPES = "tokenizer.ggml.token_type";

	private static final String KIND = "tokenizer.ggml.model";

	private static final int CONTROL = 3;

	@TempDir
	private Path temporary;

	private GgufVocabulary read(GgufBytes gguf) throws IOException {
		return read(gguf.build());
	}

	private GgufVocabulary read(byte[] content) throws IOException {
		return GgufHeader.read(Files.write(this.temporary.resolve("m.gguf"), content)).vocabulary();
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/io/github/shimmy4j/contract/control-tokens.csv", numLinesToSkip = 1)
	void tokenIsAMark(String token, int type, boolean mark) throws IOException {
		assertThat(read(new GgufBytes().texts(TOKENS, token).ints(TYPES, type)).controlTokens())
			.isEqualTo(mark ? Set.of(token) : Set.of());
	}

	@Test
	void everythingIsReadThatDecidesHowAPromptIsCut() throws IOException {
		GgufBytes gguf = new GgufBytes().text(KIND, "llama")
			.texts(TOKENS, "<unk>", "<s>", "</s>", "word", "<|im_end|>", "\n\n", "<|tool|>", "<table>",
					"a long one without any meaning")
			.ints(TYPES, 2, 3, 3, 1, 1, 4, 4, 4, 1)
			.uint32("tokenizer.ggml.eos_token_id", 7)
			.flag("tokenizer.ggml.add_eos_token", true);
		assertThat(read(gguf)).isEqualTo(new GgufVocabulary(Set.of("<unk>", "<s>", "</s>", "<|im_end|>", "<|tool|>"),
				List.of(1), List.of(7), 30, true));
	}

	/** Types may come before the tokens, be too few, or be missing. */
	@Test
	void vocabularyOfAnyOrderIsRead() throws IOException {
		GgufBytes gguf = new GgufBytes().ints(TYPES, 3).text(KIND, "gpt2").texts(TOKENS, "<a>", "<b>", "<|endoftext|>");
		assertThat(read(gguf))
			.isEqualTo(new GgufVocabulary(Set.of("<a>", "<|endoftext|>"), List.of(), List.of(), 13, false));
		assertThat(read(new GgufBytes().texts(TOKENS, "<a>"))).isEqualTo(GgufVocabulary.NONE);
		assertThat(read(new GgufBytes().ints(TYPES, 3))).isEqualTo(GgufVocabulary.NONE);
		assertThat(read(new GgufBytes().ints(TOKENS, 3).texts(TYPES, "<a>"))).isEqualTo(GgufVocabulary.NONE);
	}

	/** Even if it is a word: llama.cpp treats it as a control token all the same. */
	@Test
	void controlTokenNeedNotLookLikeOne() throws IOException {
		String longest = "x".repeat(1024);
		assertThat(read(new GgufBytes().texts(TOKENS, "sop", "word", longest, longest + "x")
			.ints(TYPES, CONTROL, 1, CONTROL, CONTROL)).controlTokens()).containsExactlyInAnyOrder("sop", longest);
	}

	@ParameterizedTest
	@CsvSource({ "llama,'',1,true", "gpt2,gpt-2,0,false", "gpt2,smollm,0,false", "gpt2,llama-bpe,1,false",
			"gpt2,tekken,1,false", "bert,'',2,false", "t5,'',1,false", "rwkv,'',0,false" })
	void addedTokensFollowFromTheTokenizer(String tokenizer, String pre, int added, boolean spacePrefix)
			throws IOException {
		GgufVocabulary vocabulary = read(new GgufBytes().text(KIND, tokenizer).text("tokenizer.ggml.pre", pre));
		assertThat(vocabulary.before().size() + vocabulary.after().size()).isEqualTo(added);
		assertThat(vocabulary.spacePrefix()).isEqualTo(spacePrefix);
	}

	@ParameterizedTest
	@CsvSource({ "llama,1,2", "gpt2,11,11", "bert,101,102", "t5,1,1", "rwkv,1,2" })
	void idsThatTheFileDoesNotTellAreThoseOfLlamaCpp(String tokenizer, int before, int after) throws IOException {
		GgufVocabulary vocabulary = read(new GgufBytes().text(KIND, tokenizer)
			.flag("tokenizer.ggml.add_bos_token", true)
			.flag("tokenizer.ggml.add_eos_token", true));
		assertThat(vocabulary.before()).containsExactly(before);
		assertThat(vocabulary.after()).containsExactly(after);
	}

	@Test
	void flagsOfTheFileWinOverItsTokenizer() throws IOException {
		GgufBytes flags = new GgufBytes().flag("tokenizer.ggml.add_bos_token", false)
			.flag("tokenizer.ggml.add_eos_token", true)
			.flag("tokenizer.ggml.add_space_prefix", false);
		assertThat(read(flags.text(KIND, "llama")))
			.isEqualTo(new GgufVocabulary(Set.of(), List.of(), List.of(2), 0, false));
		assertThat(read(flags.text(KIND, "bert")).before()).as("llama.cpp does not ask").containsExactly(101);
	}

	@Test
	void flagOfAnotherTypeIsIgnored() throws IOException {
		assertThat(read(new GgufBytes().text(KIND, "llama").uint32("tokenizer.ggml.add_bos_token", 0)).before())
			.containsExactly(1);
	}

	/** A sparse file holds such a list without using the disk. */
	@Test
	void moreTokensThanAnyModelHasAreRefused() {
		assertRefused(new GgufBytes().texts(TOKENS, new String[0]).build(), 3_000_000, 8,
				"3,000,000 tokens, at most 2,097,152");
	}

	@Test
	void moreControlTokensThanAnyModelHasAreRefused() {
		String[] tokens = new String[(1 << 17) + 1];
		Arrays.setAll(tokens, (i) -> "<" + i + ">");
		int[] types = new int[tokens.length];
		Arrays.fill(types, CONTROL);
		assertRefused(new GgufBytes().texts(TOKENS, tokens).ints(TYPES, types).build(),
				"more than 131,072 control tokens");
	}

	/** Gives the only array of a file more elements, all of them zeros. */
	private void assertRefused(byte[] content, int count, int bytesEach, String problem) {
		int countAt = 24 + 8 + TOKENS.length() + 4 + 4;
		byte[] longer = Arrays.copyOf(content, countAt + 8 + count * bytesEach);
		ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putLong(countAt, count);
		assertRefused(longer, problem);
	}

	private void assertRefused(byte[] content, String problem) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> read(content))
			.withMessageContaining("is no usable GGUF file: " + problem)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_A_MODEL));
	}

}
