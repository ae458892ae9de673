package io.github.shimmy4j.fake;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonTests {

	@ParameterizedTest
	@ValueSource(strings = { "7", "null", "\"a\\\"b 안녕 🎉\"", "[]", "{}",
			"{\"a\":[1,-2.5,true,false,null,{\"b\":\"c\"},[]],\"d\":123456789012345678901234567890}" })
	void textOfWhatWasParsedIsTheSame(String json) {
		assertThat(Json.text(parse(json))).isEqualTo(json);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "[1", "{\"a\"}", "1 2", "{} x", "nope", "[1,]" })
	void parseRefusesWhatIsNotOneValue(String text) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> parse(text));
	}

	@Test
	void parseRefusesNestingWithoutEnd() {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> parse("[".repeat(100_000)));
	}

	private static JsonNode parse(String text) {
		return Json.parse(text.getBytes(StandardCharsets.UTF_8));
	}

}
