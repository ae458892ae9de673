package io.github.shimmy4j.engine.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GgufHeaderTests {

	@TempDir
	Path directory;

	@Test
	void readFindsWhatItNeedsBetweenLists() throws IOException {
		Gguf gguf = new Gguf().text("general.architecture", "llama")
			.list("tokenizer.ggml.tokens", 30_000)
			.text("tokenizer.chat_template", "x".repeat(100_000))
			.number("llama.context_length", 8192)
			.number("llama.pooling_type", 1)
			.text("tokenizer.ggml.model", "gpt2")
			.flag("tokenizer.ggml.add_bos_token", true);
		assertThat(GgufHeader.read(gguf.write(this.directory))).isEqualTo(new GgufHeader(8192, 1, true));
	}

	@ParameterizedTest
	@CsvSource({ "llama,'',1", "gpt2,gpt-2,0", "gpt2,smollm,0", "gpt2,llama-bpe,1", "gpt2,tekken,1", "bert,'',2",
			"t5,'',1", "rwkv,'',0" })
	void tokensAddedFollowFromTheTokenizer(String tokenizer, String pre, int added) throws IOException {
		Gguf gguf = new Gguf().text("tokenizer.ggml.model", tokenizer).text("tokenizer.ggml.pre", pre);
		assertThat(GgufHeader.read(gguf.write(this.directory)).addedTokens()).isEqualTo(added);
	}

	@Test
	void flagsOfTheFileWinOverItsTokenizer() throws IOException {
		Gguf gguf = new Gguf().text("tokenizer.ggml.model", "llama")
			.flag("tokenizer.ggml.add_bos_token", false)
			.flag("tokenizer.ggml.add_eos_token", true);
		assertThat(GgufHeader.read(gguf.write(this.directory)).addedTokens()).isEqualTo(1);
		assertThat(GgufHeader.read(new Gguf().flag("tokenizer.ggml.add_bos_token", true).write(this.directory)))
			.isEqualTo(new GgufHeader(2048, 1, false));
	}

	@Test
	void vocabularyHasTheMarksAndTheTokensAround() throws IOException {
		Gguf gguf = new Gguf().text("tokenizer.ggml.model", "llama")
			.texts("tokenizer.ggml.tokens", "<unk>", "<s>", "</s>", "word", "<|im_end|>", "\n\n", "<|tool|>", "<table>",
					"a long one without any meaning")
			.numbers("tokenizer.ggml.token_type", 2, 3, 3, 1, 1, 4, 4, 4, 1)
			.number("tokenizer.ggml.eos_token_id", 7)
			.flag("tokenizer.ggml.add_eos_token", true);
		assertThat(GgufVocabulary.read(gguf.write(this.directory))).isEqualTo(new GgufVocabulary(
				List.of("<unk>", "<s>", "</s>", "<|im_end|>", "<|tool|>"), List.of(1), List.of(7), 30, true));
	}

	/** The sidecar's test reads the same cases. */
	@ParameterizedTest
	@CsvFileSource(resources = "/io/github/shimmy4j/contract/control-tokens.csv", numLinesToSkip = 1)
	void tokenIsAMark(String token, int type, boolean mark) throws IOException {
		Gguf gguf = new Gguf().texts("tokenizer.ggml.tokens", token).numbers("tokenizer.ggml.token_type", type);
		assertThat(GgufVocabulary.read(gguf.write(this.directory)).marks())
			.isEqualTo(mark ? List.of(token) : List.of());
	}

	/** Types may come before the tokens, be too few, or not be there. */
	@Test
	void vocabularyOfAnyOrderIsRead() throws IOException {
		Gguf gguf = new Gguf().numbers("tokenizer.ggml.token_type", 3)
			.text("tokenizer.ggml.model", "gpt2")
			.texts("tokenizer.ggml.tokens", "<a>", "<b>", "<|endoftext|>");
		assertThat(GgufVocabulary.read(gguf.write(this.directory)))
			.isEqualTo(new GgufVocabulary(List.of("<a>", "<|endoftext|>"), List.of(), List.of(), 13, false));
		assertThat(GgufVocabulary.read(new Gguf().texts("tokenizer.ggml.tokens", "<a>").write(this.directory)).marks())
			.isEmpty();
		assertThat(GgufVocabulary.read(new Gguf().write(this.directory)).marks()).isEmpty();
	}

	@Test
	void readOfAnotherFileSaysWhy() throws IOException {
		Path file = Files.writeString(this.directory.resolve("x.gguf"), "PK and so on, long enough");
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> GgufHeader.read(file))
			.withMessage("cannot use '" + file + "': it is no GGUF file");
	}

	@Test
	void readOfAMissingFileSaysWhy() {
		assertThatExceptionOfType(ModelLoadException.class)
			.isThrownBy(() -> GgufHeader.read(this.directory.resolve("none.gguf")))
			.withMessageContaining("NoSuchFileException");
	}

	@Test
	void readOfDamagedFilesEndsWithAnAnswerOrTheTypedFailure() throws IOException {
		byte[] whole = new Gguf().text("general.architecture", "llama")
			.list("tokenizer.ggml.tokens", 20)
			.numbers("tokenizer.ggml.token_type", 1, 2, 3, 4)
			.number("llama.context_length", 8192)
			.flag("tokenizer.ggml.add_bos_token", true)
			.bytes();
		Path file = this.directory.resolve("x.gguf");
		Random random = new Random(42);
		int refused = 0;
		for (int round = 0; round < 3000; round++) {
			byte[] damaged = Arrays.copyOf(whole, whole.length - random.nextInt(3) * random.nextInt(whole.length / 2));
			for (int i = random.nextInt(4); i >= 0; i--) {
				int at = random.nextInt(damaged.length);
				damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
			}
			Files.write(file, damaged);
			try {
				assertThat(GgufHeader.read(file).contextLength()).isPositive();
				assertThat(GgufVocabulary.read(file).marks()).hasSizeLessThan(30);
			}
			catch (ModelLoadException ex) {
				refused++;
			}
		}
		assertThat(refused).isBetween(500, 3000);
	}

	/** Nothing that a file claims makes the reader allocate more than its own size. */
	@ParameterizedTest
	@CsvSource({ "8,9223372036854775807", "8,2147483647", "9,4294967295", "8,-1" })
	void claimsOverTheSizeOfTheFileAreRefused(int type, long length) throws IOException {
		Gguf gguf = new Gguf();
		gguf.entry("key", type);
		if (type == 9) {
			gguf.int32(8);
		}
		gguf.int64(length);
		assertThatExceptionOfType(ModelLoadException.class)
			.isThrownBy(() -> GgufHeader.read(gguf.write(this.directory)))
			.withMessageContaining("more than its size");
	}

	/** Writes a header. */
	private static final class Gguf {

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		private int entries;

		Gguf text(String key, String value) {
			entry(key, 8);
			string(value);
			return this;
		}

		Gguf number(String key, int value) {
			entry(key, 4);
			int32(value);
			return this;
		}

		Gguf flag(String key, boolean value) {
			entry(key, 7);
			this.body.write(value ? 1 : 0);
			return this;
		}

		Gguf texts(String key, String... values) {
			entry(key, 9);
			int32(8);
			int64(values.length);
			for (String value : values) {
				string(value);
			}
			return this;
		}

		Gguf numbers(String key, int... values) {
			entry(key, 9);
			int32(5);
			int64(values.length);
			for (int value : values) {
				int32(value);
			}
			return this;
		}

		Gguf list(String key, int length) {
			entry(key, 9);
			int32(8);
			int64(length);
			for (int i = 0; i < length; i++) {
				string("token" + i);
			}
			return this;
		}

		void entry(String key, int type) {
			this.entries++;
			string(key);
			int32(type);
		}

		void string(String value) {
			byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
			int64(bytes.length);
			this.body.writeBytes(bytes);
		}

		void int32(int value) {
			this.body.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
		}

		void int64(long value) {
			this.body.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
		}

		byte[] bytes() {
			byte[] rest = this.body.toByteArray();
			return ByteBuffer.allocate(24 + rest.length)
				.order(ByteOrder.LITTLE_ENDIAN)
				.put("GGUF".getBytes(StandardCharsets.US_ASCII))
				.putInt(3)
				.putLong(0)
				.putLong(this.entries)
				.put(rest)
				.array();
		}

		Path write(Path directory) throws IOException {
			return Files.write(directory.resolve("model.gguf"), bytes());
		}

	}

}
