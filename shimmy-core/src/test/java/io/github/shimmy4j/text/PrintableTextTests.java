package io.github.shimmy4j.text;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PrintableText}; issue 13. */
class PrintableTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "llama", "a\tb", "C:\\new\\u0041", "é ü ß", "日本語", "한국어", "עברית", "🦙 and 👍🏽",
			"e\u0301" })
	void leavesPrintableText(String text) {
		assertThat(PrintableText.of(text)).isSameAs(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			000a | \\n
			000d | \\r
			0000 | \\u0000
			0007 | \\u0007
			0008 | \\u0008
			001b | \\u001b
			007f | \\u007f
			0085 | \\u0085
			009b | \\u009b
			00ad | \\u00ad
			200b | \\u200b
			200d | \\u200d
			200e | \\u200e
			202a | \\u202a
			202e | \\u202e
			2028 | \\u2028
			2029 | \\u2029
			2066 | \\u2066
			2069 | \\u2069
			feff | \\ufeff
			d800 | \\ud800
			dfff | \\udfff
			e0041 | \\udb40\\udc41
			""")
	void escapesUnprintableText(String codePoint, String escape) {
		String character = Character.toString(Integer.parseInt(codePoint, 16));
		assertThat(PrintableText.of("a" + character + "🦙")).isEqualTo("a" + escape + "🦙");
		assertThat(PrintableText.of(character)).isEqualTo(escape);
	}

	@Test
	void twiceIsAsOnce() {
		String once = PrintableText.of("a\n\u001b[2J\u202eb\\n");
		assertThat(once).isEqualTo("a\\n\\u001b[2J\\u202eb\\n");
		assertThat(PrintableText.of(once)).isSameAs(once);
	}

	/** All 1,114,112 code points: none of those kept moves a cursor or is invisible. */
	@Test
	void nothingThatRemainsControlsATerminal() {
		StringBuilder everything = new StringBuilder();
		for (int each = 0; each <= Character.MAX_CODE_POINT; each++) {
			everything.appendCodePoint(each);
		}
		assertThat(
				PrintableText.of(everything.toString())
					.codePoints()
					.filter((each) -> each != '\t')
					.filter((each) -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT
							|| Character.getType(each) == Character.SURROGATE || each == 0x2028 || each == 0x2029))
			.isEmpty();
	}

	@Test
	void cutsLongText() {
		assertThat(PrintableText.of("llama", 5)).isEqualTo("llama");
		assertThat(PrintableText.of("llamas", 5)).isEqualTo("llama…");
		assertThat(PrintableText.of("\n\n\n", 2)).isEqualTo("\\n\\n…");
		assertThat(PrintableText.of("ab🦙c", 3)).isEqualTo("ab…");
	}

	@Test
	void failureThatIsPrintableStaysTheSame() {
		IOException failure = new IOException("no answer", new IllegalStateException());
		assertThat(PrintableText.of(failure)).isSameAs(failure);
	}

	@Test
	void failureIsMadePrintableWithItsCausesAndWhatItSuppressed() {
		IOException failure = new IOException("no answer", new IllegalStateException("a\u009bb"));
		failure.addSuppressed(new IOException("x\ny"));
		Throwable printable = PrintableText.of(failure);
		assertThat(printable).hasToString("java.io.IOException: no answer");
		assertThat(printable.getStackTrace()).isEqualTo(failure.getStackTrace());
		assertThat(printable.getCause()).hasToString("java.lang.IllegalStateException: a\\u009bb");
		assertThat(printable.getSuppressed()).singleElement().hasToString("java.io.IOException: x\\ny");
	}

	@Test
	void failureThatIsItsOwnCauseEnds() {
		IOException first = new IOException("a\nb");
		IOException second = new IOException("second", first);
		first.addSuppressed(second);
		assertThat(PrintableText.of(second)).hasToString("java.io.IOException: second");
	}

}
