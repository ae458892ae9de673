package io.github.shimmy4j.daemon;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonAddressTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:11434,127.0.0.1:11434,true", "127.0.0.1:11434,127.0.0.1:11435,false",
			"127.0.0.1:11434,127.0.0.2:11434,false", "[0:0:0:0:0:0:0:1]:11434,[::1]:11434,true",
			"127.0.0.1:11434,localhost:11434,true", "localhost:11434,LOCALHOST:11434,true",
			"127.0.0.1:11434,0.0.0.0:11434,true", "127.0.0.1:11434,[::]:11434,true",
			"127.0.0.1:11435,0.0.0.0:11434,false", "127.0.0.1:11434,127.0.0.1:0,true",
			"127.0.0.1:11434,no-such-host.invalid:11434,false" })
	void comparesWhatIsMeant(String actual, String expected, boolean same) {
		assertThat(parse(actual).isAt(parse(expected))).isEqualTo(same);
	}

	private static DaemonAddress parse(String text) {
		return DaemonAddress.parse(text).orElseThrow();
	}

	/** The HTTP client takes none of these. */
	@ParameterizedTest
	@ValueSource(strings = { "here", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:x",
			"a_b:80", "u@host:80", "host:80/path", "host:80?query", "host:80#fragment", ":80", "[::1:80", "::1:80",
			"a b:80", "" })
	void otherTextIsNoAddress(String text) {
		assertThat(DaemonAddress.parse(text)).isEmpty();
	}

}
