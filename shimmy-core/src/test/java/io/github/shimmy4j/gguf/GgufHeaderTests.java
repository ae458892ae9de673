package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.KvCacheShape;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.GgufBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link GgufHeader} and its reader. */
class GgufHeaderTests {

	@TempDir
	private Path temporary;

	static GgufBytes whole() {
		return new GgufBytes().text("general.architecture", "llama")
			.text("general.name", "Tiny 😀")
			.uint32("general.file_type", 15)
			.uint32("llama.context_length", 8192)
			.uint32("other.context_length", 1)
			.uint32("llama.block_count", 2)
			.uint32("llama.embedding_length", 64)
			.uint32("llama.attention.head_count", 4)
			.ints("llama.attention.head_count_kv", 2, 1)
			.uint32("llama.attention.sliding_window", 512)
			.flags("llama.attention.sliding_window_pattern", true, false)
			.text("tokenizer.ggml.model", "gpt2")
			.texts("tokenizer.ggml.tokens", "a", "", "<|im_end|>", "<b>", "<unk>", "[x]")
			.ints("tokenizer.ggml.token_type", 1, 1, 3, 1, 2, 4)
			.floats("tokenizer.ggml.scores", 3)
			.text("tokenizer.chat_template", "{{ messages }}")
			.tensor("token_embd.weight", 14, 210, 256)
			.tensor("blk.0.attn_q.weight", 12, 288, 256, 2)
			.tensor("output_norm.weight", 0, 16, 4);
	}

	/** Issue 13: each of these names forged a line of the log. */
	@Test
	void namesAreMadePrintable() throws IOException {
		byte[] content = new GgufBytes().text("general.architecture", "llama\n2026 ERROR \u001b[31mforged")
			.text("general.name", "\u202egnorw" + "x".repeat(4000))
			.uint32("llama\n2026 ERROR \u001b[31mforged.context_length", 4096)
			.build();
		GgufHeader header = read(content);
		assertThat(header.architecture()).isEqualTo("llama\\n2026 ERROR \\u001b[31mforged");
		assertThat(header.name()).startsWith("\\u202egnorwxx").hasSizeLessThan(220).endsWith("…");
		assertThat(header.contextTokens()).isEqualTo(4096);
	}

	@Test
	void readTellsAllThatIsKnownOfTheModel() throws IOException {
		assertThat(read(whole().build())).isEqualTo(new GgufHeader(3, "llama", "Tiny 😀", "Q4_K_M", 8192,
				new KvCacheShape(64, 128, 512), false, "{{ messages }}",
				new GgufVocabulary(Set.of("<|im_end|>", "<unk>"), List.of(), List.of(), 10, false),
				Set.of("F32", "Q4_K", "Q6_K"), 256 + 512 + 4, 1));
	}

	@Test
	void readOfVersionTwoIsTheSame() throws IOException {
		assertThat(read(whole().version(2).build()).version()).isEqualTo(2);
	}

	@Test
	void readWhenNothingIsSaidHasNothing() throws IOException {
		assertThat(read(new GgufBytes().build()))
			.isEqualTo(new GgufHeader(3, null, null, null, 0, null, false, null, GgufVocabulary.NONE, Set.of(), 0, 1));
	}

	@ParameterizedTest
	@CsvSource({ "0, F32", "3, Q4_1", "15, Q4_K_M", "1027, Q4_1", "30, IQ4_XS" })
	void quantizationIsThatOfTheFile(int fileType, String name) throws IOException {
		assertThat(read(new GgufBytes().uint32("general.file_type", fileType).build()).quantization()).isEqualTo(name);
	}

	@Test
	void quantizationWhenTheFileDoesNotSayIsTheTypeOfMostWeights() throws IOException {
		GgufBytes gguf = new GgufBytes().uint32("general.file_type", 999)
			.tensor("small", 0, 40, 10)
			.tensor("large", 3, 40, 64);
		assertThat(read(gguf.build()).quantization()).isEqualTo("Q4_1");
	}

	@Test
	void unknownTensorTypeIsNamedByItsNumber() throws IOException {
		assertThat(read(new GgufBytes().tensor("x", 77, 32, 64).build()).tensorTypes()).containsExactly("TYPE_77");
	}

	@Test
	void contextLengthBeforeTheArchitectureCountsToo() throws IOException {
		GgufBytes gguf = new GgufBytes().uint32("qwen2.context_length", 32768).text("general.architecture", "qwen2");
		assertThat(read(gguf.build()).contextTokens()).isEqualTo(32768);
	}

	@Test
	void templateThatIsTooLongToBeOneIsPassedOver() throws IOException {
		GgufBytes gguf = new GgufBytes().text("tokenizer.chat_template", "x".repeat(300_000))
			.text("general.architecture", "llama");
		GgufHeader header = read(gguf.build());
		assertThat(header.chatTemplate()).isNull();
		assertThat(header.architecture()).isEqualTo("llama");
	}

	@Test
	void readOfVocabularyOfRealSizeIsWithinTheBounds() throws IOException {
		String[] tokens = new String[300_000];
		Arrays.setAll(tokens, (i) -> "token" + i);
		GgufBytes gguf = new GgufBytes().texts("tokenizer.ggml.tokens", tokens)
			.texts("tokenizer.ggml.merges", tokens)
			.text("general.architecture", "gemma3")
			.tensor("x", 0, 4, 1);
		assertThat(read(gguf.build()).architecture()).isEqualTo("gemma3");
	}

	/** Zeros are empty texts: the reader must not loop over 5 million of them. */
	@Test
	void readOfHeaderThatIsLargerThanAnyRealOneFails() throws IOException {
		Path file = Files.write(this.temporary.resolve("m.gguf"), withArray(8, 5_000_000));
		try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength(60_000_000);
		}
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> GgufHeader.read(file))
			.withMessageContaining("its header is larger than 33,554,432 bytes, at byte 33,")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_A_MODEL));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 16, 31, 32, 300 })
	void fileThatEndsInsideItsTensorsIsNoModel(int missing) {
		byte[] content = new GgufBytes().tensor("x", 0, 1024, 256).build();
		assertBroken(Arrays.copyOf(content, content.length - missing), "1,024 bytes of tensors from byte 64 on "
				+ "do not fit into the file's %,d bytes, at byte 57".formatted(content.length - missing));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			8  | -1                  | a count of 18446744073709551615
			8  | 65537               | 65,537 tensors, at most 65,536 are plausible
			8  | 1                   | 8 bytes are announced, 6 are left
			16 | 10001               | 10,001 metadata entries, at most 10,000 are plausible
			16 | 2                   | 8 bytes are announced, 6 are left
			24 | 1025                | a key of 1,025 bytes, at most 1,024 are plausible
			24 | 1000                | 1,000 bytes are announced, 43 are left
			24 | -9223372036854775808 | a count of 9223372036854775808
			52 | 13                  | a value of type 13
			52 | 4294967295          | a value of type 4294967295
			56 | 9223372036854775807 | 9,223,372,036,854,775,807 bytes are announced, 11 are left
			""")
	void numberThatCannotBeMeantIsNamedWithItsPlace(int position, long number, String problem) {
		byte[] content = new GgufBytes().text("general.architecture", "llama").build();
		content = Arrays.copyOf(content, 24 + 8 + 20 + 4 + 8 + 5 + 6);
		ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
		if (position == 52) {
			bytes.putInt(position, (int) number);
		}
		else {
			bytes.putLong(position, number);
		}
		assertBroken(content, problem);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			8 | 9223372036854775807 | 8 bytes are announced, 3 are left
			9 | 1                   | an array of arrays
			6 | 4611686018427387904 | an array of 4,611,686,018,427,387,904 values
			6 | 10                  | 40 bytes are announced, 19 are left
			""")
	void arrayThatCannotBeMeantIsNamed(int elementType, long count, String problem) {
		assertBroken(withArray(elementType, count), problem);
	}

	/** An array that ends with the file, 19 bytes after its count. */
	private static byte[] withArray(int elementType, long count) {
		byte[] content = Arrays.copyOf(new GgufBytes().floats("a", 3).build(), 24 + 8 + 1 + 4 + 4 + 8 + 19);
		ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(37, elementType).putLong(41, count);
		return content;
	}

	@Test
	void tensorThatIsLargerThanAnyFileIsRefused() {
		assertBroken(new GgufBytes().tensor("x", 0, 32, Long.MAX_VALUE, 3).build(), "a tensor larger than any file");
		assertBroken(new GgufBytes().tensor("x", 0, 32, 1L << 50).build(),
				"4,503,599,627,370,496 bytes of tensors from ");
		assertBroken(new GgufBytes().tensor("x", 77, 32, 1L << 51).build(), "2,251,799,813,685,248 weights");
		assertBroken(new GgufBytes().tensor("x", 0, 32, 1, 1, 1, 1, 1).build(), "a tensor of 5 dimensions");
	}

	@Test
	void settingsOutsideTheFormatAreRefused() {
		assertBroken(new GgufBytes().uint32("general.alignment", 0).build(), "an alignment of 0");
		assertBroken(new GgufBytes().uint32("split.count", 1001).build(), "a model of 1001 parts");
	}

	@Test
	void fileOfAnotherKindIsDescribed() {
		assertNoModel("<html>".getBytes(StandardCharsets.UTF_8), "is not a GGUF file but an HTML page");
		assertNoModel(new GgufBytes().version(1).build(), "is not a GGUF file but a GGUF file of version 1");
		assertNoModel(new byte[0], "is not a GGUF file but empty");
	}

	private GgufHeader read(byte[] content) throws IOException {
		return GgufHeader.read(Files.write(this.temporary.resolve("m.gguf"), content));
	}

	private void assertBroken(byte[] content, String problem) {
		assertNoModel(content, "is no usable GGUF file: " + problem);
	}

	private void assertNoModel(byte[] content, String problem) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> read(content))
			.withMessageStartingWith("Model file '%s' %s".formatted(this.temporary.resolve("m.gguf"), problem))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_A_MODEL));
	}

}
