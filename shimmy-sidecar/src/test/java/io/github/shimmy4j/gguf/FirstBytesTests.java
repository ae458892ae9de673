package io.github.shimmy4j.gguf;

import java.nio.charset.StandardCharsets;
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
			7f454c460201010000 | bytes 7f 45 4c 46 02 01 01 00
			""")
	void describesBytes(String hex, String description) {
		assertThat(new FirstBytes(HexFormat.of().parseHex(hex)).description()).isEqualTo(description);
	}

	@Test
	void describesText() {
		assertThat(text("#!/bin/sh\nexit 0\n")).isEqualTo("text, '#!/bin/sh exit 0'");
		assertThat(text("\n<!DOCTYPE html>\n<title>Log in</title>"))
			.isEqualTo("an HTML page, '<!DOCTYPE html> <title>Log in</title>…'");
		assertThat(text("version https://git-lfs.github.com/spec/v1\noid sha256:12"))
			.isEqualTo("a Git LFS pointer instead of the file it points to");
	}

	private static String text(String text) {
		return new FirstBytes(text.getBytes(StandardCharsets.UTF_8)).description();
	}

}
