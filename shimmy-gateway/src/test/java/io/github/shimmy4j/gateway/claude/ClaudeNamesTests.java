package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ClaudeNamesTests {

	private static ClaudeNames names(String body) {
		return ClaudeNames.of(JsonMapper.shared().readTree(body.replace('\'', '"')));
	}

	@ParameterizedTest
	@CsvSource({ "response_format, output_config.format",
			"response_format.json_schema.schema, output_config.format.schema", "enable_thinking, thinking",
			"stop, stop_sequences", "parallel_tool_calls, tool_choice.disable_parallel_tool_use", "tools, tools",
			"tools[2].function.parameters, tools[2].input_schema", "tools[2].function.name, tools[2].name",
			"tools[2].function, tools[2]", "tools[2].function.parameters.type, tools[2].input_schema.type",
			"tools[2].function.parameters.properties.function.parameters, tools[2].input_schema.properties.function.parameters",
			"response_format.json_schema.schema.properties.json_schema, output_config.format.schema.properties.json_schema",
			"tool_choice.function.name, tool_choice.name", "max_tokens, max_tokens",
			"messages[7].content, messages[1].content", "messages[7].role, messages[2].role",
			"messages[7].tool_calls, messages" })
	void fieldHasTheNameThatTheClientHasUsed(String field, String name) {
		assertThat(names("{'output_config':{'format':{}},'messages':[{'content':'a'},{'content':[{'type':'tool_result',"
				+ "'content':[{'type':'image'}]}]},{'content':[{'type':'image'}]}]}")
			.of(field)).isEqualTo(name);
	}

	@Test
	void olderNameOfTheFormatIsUsedByWhoUsesIt() {
		assertThat(names("{'output_format':{}}").of("response_format")).isEqualTo("output_format");
	}

	@Test
	void messageBeginsWithTheName() {
		JsonNode value = JsonMapper.shared().createObjectNode();
		Failure told = Failure.of(InvalidFieldException.unsupported("stop", value, "no stop here"))
			.renamed(names("{}")::of);
		assertThat(told.message()).startsWith("stop_sequences is an object").contains("no stop here");
		assertThat(told.param()).isEqualTo("stop_sequences");
		ShimmyException other = new ShimmyException(ShimmyErrorCode.INTERNAL, "stop");
		assertThat(Failure.of(other).renamed(names("{}")::of).message()).isEqualTo("stop");
	}

}
