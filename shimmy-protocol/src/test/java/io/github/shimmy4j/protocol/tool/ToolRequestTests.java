package io.github.shimmy4j.protocol.tool;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerProperties;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ToolRequestTests {

	private static final ServerCapabilities WITH_TOOLS = ServerCapabilities.LLAMA_SERVER.with(
			ServerProperties
				.parse("{\"default_generation_settings\":{\"n_ctx\":512},\"total_slots\":1,"
						+ "\"chat_template_caps\":{\"supports_tools\":true}}")
				.orElseThrow());

	private static final String TOOLS = "'tools':[" + EmulatedToolsTests.WEATHER + "," + EmulatedToolsTests.NOW + "]";

	private static final String NAMED = "'tool_choice':{'type':'function','function':{'name':'now'}}";

	private static ToolRequest of(String json, ServerCapabilities server) {
		return ToolRequest.of(EmulatedToolsTests.request(json), server, () -> "call_1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'messages':[]}", "{" + TOOLS + ",'tool_choice':'required'}", "{" + TOOLS + "}",
			"{'messages':[{'role':'tool','content':'x'}]}" })
	void requestForATemplateWithToolsIsTheSame(String json) {
		CompletionRequest request = EmulatedToolsTests.request(json);
		assertThat(ToolRequest.of(request, WITH_TOOLS, () -> "call_1"))
			.isEqualTo(new ToolRequest(request, AnswerTranslation.NONE));
	}

	@Test
	void requestForATemplateWithoutToolsIsEmulated() {
		ToolRequest request = of("{'messages':[{'role':'user','content':'Hi'}]," + TOOLS + "}",
				ServerCapabilities.LLAMA_SERVER);
		assertThat(request.request().json().propertyNames()).containsExactly("messages", "response_format");
		assertThat(request.translation()).isInstanceOf(CallTranslation.class);
	}

	/** The real one ignores the name. */
	@Test
	void namedToolIsTheOnlyOneOfferedWhereNamesAreIgnored() {
		ToolRequest request = of("{" + TOOLS + "," + NAMED + "}", WITH_TOOLS);
		assertThat(request.request().json().path("tools")).hasSize(1);
		assertThat(request.request().json().at("/tools/0/function/name").asString()).isEqualTo("now");
		assertThat(request.request().json().path("tool_choice").asString()).isEqualTo("required");
		ToolRequest passed = of("{" + TOOLS + "," + NAMED + "}", ServerCapabilities.OPENAI);
		assertThat(passed.request().json().path("tools")).hasSize(2);
	}

	/** The real one ignores the format. */
	@Test
	void formatBesideToolsIsEmulatedWhereItIsIgnored() {
		String json = "{" + TOOLS + ",'response_format':{'type':'json_object'}}";
		assertThat(of(json, WITH_TOOLS).translation()).isInstanceOf(CallTranslation.class);
		assertThat(of(json, ServerCapabilities.OPENAI).translation()).isSameAs(AnswerTranslation.NONE);
		assertThat(of("{" + TOOLS + ",'response_format':{'type':'text'}}", WITH_TOOLS).translation())
			.isSameAs(AnswerTranslation.NONE);
	}

	@Test
	void toolLosesWhatTheServerCannotFollow() {
		String tool = "{'type':'function','function':{'name':'run','parameters':{'type':'object','properties':{'script':"
				+ "{'type':'string'%s}}}}}";
		String hard = "{'messages':[],'tools':[" + tool.formatted(",'maxLength':524288,'pattern':'a'") + "]}";
		String easy = "{'messages':[],'tools':[" + tool.formatted("") + "]}";
		assertThat(of(hard, WITH_TOOLS)).isEqualTo(of(easy, WITH_TOOLS));
		assertThat(of(hard, ServerCapabilities.LLAMA_SERVER).request())
			.isEqualTo(of(easy, ServerCapabilities.LLAMA_SERVER).request());
		assertThat(of(hard, ServerCapabilities.OPENAI).request()).isEqualTo(EmulatedToolsTests.request(hard));
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"'tools':[{'type':'function','function':{'name':'a','strict':true,'parameters':SCHEMA}}] > tools[0].function.parameters",
			"'response_format':{'type':'json_schema','json_schema':{'schema':SCHEMA}} > response_format.json_schema.schema" })
	void promiseThatTheServerCannotKeepIsRefused(String fields) {
		String schema = "{'type':'object','properties':{'id':{'type':'string','pattern':'a'}}}";
		String json = "{'messages':[]," + fields.split(" > ")[0].replace("SCHEMA", schema) + "}";
		String field = fields.split(" > ")[1] + ".properties.id.pattern";
		InvalidFieldException refused = catchThrowableOfType(InvalidFieldException.class, () -> of(json, WITH_TOOLS));
		assertThat(refused.field()).isEqualTo(field);
		assertThat(refused).hasMessage(field + " is 'a', which is not supported: "
				+ "llama-server (llama.cpp) cannot follow properties.id.pattern of this schema");
		assertThat(of(json, ServerCapabilities.OPENAI).request()).isEqualTo(EmulatedToolsTests.request(json));
	}

	@Test
	void serverThatFollowsNoSchemaRefusesAndTellsWhichDo() {
		ShimmyException refused = catchThrowableOfType(ShimmyException.class,
				() -> of("{" + TOOLS + "}", ServerCapabilities.SHIMMY_1));
		assertThat(refused.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
		assertThat(refused).hasMessage("shimmy 1.x (llama.cpp) cannot do what the request asks for: "
				+ "tools (these servers can: llama-server (llama.cpp), embedded engine (llama.cpp))");
	}

}
