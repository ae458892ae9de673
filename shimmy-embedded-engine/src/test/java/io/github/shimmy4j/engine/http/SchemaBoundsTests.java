package io.github.shimmy4j.engine.http;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Schemas that llama.cpp's conversion does not survive, and their harmless relatives. */
class SchemaBoundsTests {

	@ParameterizedTest
	@ValueSource(strings = { """
			{"type":"string","pattern":"^(?:foo)$"}""", """
			{"type":"object","properties":{"d":{"type":"string","pattern":"^{2}x$"}}}""", """
			{"anyOf":[{"items":{"pattern":"^a{1000000000}$"}}]}""", """
			{"patternProperties":{"^x":{}}}""", """
			{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"$ref":"#/$defs/a"}}}""", """
			{"type":"string","maxLength":1001}""", """
			{"type":"string","maxLength":1e400}""", """
			{"properties":{"a":{"maxLength":600},"b":{"maxItems":600}}}""" })
	void schemaThatWouldEndTheProcessIsRefused(String schema) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> check(schema));
	}

	@ParameterizedTest
	@ValueSource(strings = { """
			{"type":"object","properties":{"pattern":{"type":"string"},"$ref":{"type":"integer"}}}""", """
			{"enum":[{"pattern":"^x$"}],"default":{"maxLength":5000},"const":"pattern"}""", """
			{"$ref":"#/$defs/a","$defs":{"a":{"type":"array","items":{"$ref":"#/$defs/a"},"maxItems":10}}}""", """
			{"allOf":[{"type":"object"}],"maxLength":"5000"}""" })
	void schemaThatOnlyLooksLikeItPasses(String schema) {
		assertThatCode(() -> check(schema)).doesNotThrowAnyException();
	}

	@Test
	void schemaWithTooManyPropertiesInAllIsRefused() {
		String names = IntStream.range(0, 101).mapToObj((i) -> "\"p" + i + "\":{}").collect(Collectors.joining(","));
		assertThatCode(() -> check("{\"properties\":{" + names + "}}")).doesNotThrowAnyException();
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> check("{\"properties\":{" + names + "},\"$defs\":{" + names + "}}"));
	}

	@Test
	void schemaThatIsTooLongIsRefused() {
		String schema = "{\"description\":\"" + "x".repeat(SchemaBounds.MOST_CHARACTERS) + "\"}";
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> check(schema));
	}

	private static void check(String schema) {
		SchemaBounds.check(JsonMapper.shared().readTree(schema), "response_format");
	}

}
