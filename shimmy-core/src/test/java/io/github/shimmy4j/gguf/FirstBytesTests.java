package io.github.shimmy4j.gguf;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link FirstBytes}. */
class FirstBytesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			4747554601000000 | false
			4747554602000000 | true
			47475546030000001122 | true
			4747554600000000 | false
			4747554604000000 | false
			4747554600000003 | false
			47475546         | false
			4747554A03000000 | false
			''               | false
			""")
	void modelBeginsWithMagicAndKnownVersion(String hex, boolean model) {
		assertThat(new FirstBytes(HexFormat.of().parseHex(hex)).isModel()).isEqualTo(model);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''               | empty
			4747554601000000 | a GGUF file of version 1
			4747554604000000 | a GGUF file of version 4
			4747554600000003 | a big-endian GGUF file
			504b030414000000 | a ZIP archive
			7f454c460201010000 | a binary file of another format
			""")
	void kindOfBytes(String hex, String kind) {
		assertThat(new FirstBytes(HexFormat.of().parseHex(hex)).kind()).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''               | empty
			4747554600000003 | a big-endian GGUF file
			504b030414000000 | a ZIP archive, bytes 50 4b 03 04 14 00 00 00
			7f454c460201010000 | a binary file of another format, bytes 7f 45 4c 46 02 01 01 00
			""")
	void describesBytes(String hex, String description) {
		assertThat(new FirstBytes(HexFormat.of().parseHex(hex)).description()).isEqualTo(description);
	}

	/** Issue 13: a user could make the message show the first words of any file. */
	@Test
	void kindTellsNothingOfTheContent() {
		assertThat(kind("root:x:0:0:root:/root:/bin/bash\n")).isEqualTo("text");
		assertThat(kind("<!DOCTYPE html><title>secret</title>")).isEqualTo("an HTML page");
		assertThat(kind("\u001b[2J")).isEqualTo("a binary file of another format");
		assertThat(new FirstBytes("secret".getBytes(StandardCharsets.UTF_8)).notAModel(Path.of("/a/b")))
			.hasMessage("Model file '/a/b' is not a GGUF file but text");
	}

	@Test
	void describesText() {
		assertThat(text("#!/bin/sh\nexit 0\n")).isEqualTo("text, '#!/bin/sh exit 0…'");
		assertThat(text("a\u202eb\u0085")).isEqualTo("text, 'a\\u202eb\\u0085…'");
		assertThat(text("\n<!DOCTYPE html>\n<title>Log in</title>"))
			.isEqualTo("an HTML page, '<!DOCTYPE html> <title>Log in</title>…'");
		assertThat(text("version https://git-lfs.github.com/spec/v1\noid sha256:12"))
			.isEqualTo("a Git LFS pointer instead of the file it points to");
	}

	private static String kind(String text) {
		return new FirstBytes(text.getBytes(StandardCharsets.UTF_8)).kind();
	}

	private static String text(String text) {
		return new FirstBytes(text.getBytes(StandardCharsets.UTF_8)).description();
	}

}
