package io.github.shimmy4j.gateway.responses;

import java.util.List;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.responses.ResponsesRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A refusal names what the client has written. Before: one of a schema named
 * {@code tools}, of which Codex sends dozens.
 */
class ResponsesNamesTests {

	private static final String BODY = """
			{'input':'a','tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'b'},
			{'type':'function','name':'c','namespace':'n'}]},'tools':[{'type':'web_search'},{'type':'function','name':'a'},
			{'type':'function','name':'b'},{'type':'namespace','name':'n','tools':[{'type':'custom','name':'d'},
			{'type':'function','name':'c'}]}]}""";

	private final ResponsesNames names = ResponsesNames
		.of(ResponsesRequest.read((ObjectNode) JsonMapper.shared().readTree(BODY.replace('\'', '"')), List.of()));

	@ParameterizedTest
	@CsvSource({ "response_format, text.format", "response_format.json_schema.schema, text.format.schema",
			"response_format.json_schema.schema.properties.json_schema, text.format.schema.properties.json_schema",
			"messages[3].role, input", "max_tokens, max_output_tokens", "enable_thinking, reasoning.effort",
			"temperature, temperature", "tool_choice.function.name, tool_choice.name",
			"tools[0].function.name, tools[2].name", "tools[1].function.parameters.a, tools[3].tools[1].parameters.a",
			"tools[0].function.parameters.properties.function, tools[2].parameters.properties.function",
			"tools[7].function.name, tools.name" })
	void fieldHasTheNameThatTheClientHasWritten(String field, String name) {
		Failure told = Failure
			.of(InvalidFieldException.unsupported(field, JsonMapper.shared().getNodeFactory().stringNode("x"), "Why"))
			.renamed(this.names::of);
		assertThat(told.param()).isEqualTo(name);
		assertThat(told.message()).startsWith(name + " is 'x'");
	}

}
