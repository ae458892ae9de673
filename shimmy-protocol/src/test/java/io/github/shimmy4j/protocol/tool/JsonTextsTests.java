package io.github.shimmy4j.protocol.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTextsTests {

	@Test
	void everyNameAndStringIsChangedAlsoWhereItIsEscaped() {
		assertThat(JsonTexts.changed("{\"a<\":[\"b\\u003c\", 1, {\"c\":\"<\"}]}", (text) -> text.replace("<", "< ")))
			.isEqualTo("{\"a< \":[\"b< \",1,{\"c\":\"< \"}]}");
		assertThat(JsonTexts.changed("no < JSON", (text) -> text.replace("<", "< "))).isEqualTo("no <  JSON");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "7", "{ \"a\" : [ 1.0, null ] }", "{", "text" })
	void whatDoesNotChangeStaysAsItIsWritten(String json) {
		assertThat(JsonTexts.changed(json, (text) -> text)).isEqualTo(json);
	}

}
