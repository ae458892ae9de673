package io.github.shimmy4j.engine.http;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.ChatMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** Tools over HTTP, with a scripted model. */
class ToolRouteTests {

	private static final String TOOLS = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\",\"parameters\":"
			+ "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}}}],";

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void callsAreInOpenAisForm() throws Exception {
		this.server.model.answer = List.of("{\"tool_calls\":[{\"name\":\"add\",", "\"arguments\":{\"a\":", "1}}]}", "");
		JsonNode choice = JsonMapper.shared().readTree(this.server.chat(TOOLS).body()).at("/choices/0");
		assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
		assertThat(choice.at("/message/content").isNull()).isTrue();
		assertThat(choice.at("/message/tool_calls/0/function").toString())
			.isEqualTo("{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1}\"}");
	}

	@Test
	void callsAreStreamedInPieces() throws Exception {
		this.server.model.answer = List.of("{\"tool_calls\":[{\"name\":\"add\",", "\"arguments\":{\"a\":", "1}}]}", "");
		List<String> lines = this.server.chat(TOOLS + "\"stream\":true,")
			.body()
			.lines()
			.filter((line) -> !line.isEmpty())
			.toList();
		assertThat(lines).hasSize(6).last().isEqualTo("data: [DONE]");
		assertThat(lines.get(0)).contains("\"role\":\"assistant\"");
		assertThat(lines.get(1)).contains("\"tool_calls\":[{\"index\":0,\"id\":\"call_",
				"\"name\":\"add\",\"arguments\":\"\"");
		assertThat(lines.get(2))
			.contains("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]");
		assertThat(lines.get(3)).contains("\"arguments\":\"1}\"");
		assertThat(lines.get(4)).contains("\"finish_reason\":\"tool_calls\"");
	}

	@Test
	void textIsStreamedAsBefore() throws Exception {
		this.server.model.answer = List.of("{\"answer\":\"", "One", " and", " two\"}", "");
		List<String> lines = this.server.chat(TOOLS + "\"stream\":true,")
			.body()
			.lines()
			.filter((line) -> line.contains("\"content\":\""))
			.toList();
		assertThat(lines).hasSize(3);
		assertThat(lines.get(2)).contains("\"content\":\" two\"");
	}

	@Test
	void toolsAreDescribedToTheModelAndBindItsAnswer() throws Exception {
		this.server.model.answer = List.of("{\"answer\":\"x\"}", "");
		this.server.chat(TOOLS);
		assertThat(this.server.model.messages).hasSize(2);
		assertThat(this.server.model.messages.get(0).role()).isEqualTo("system");
		assertThat(this.server.model.messages.get(0).content()).contains("\"name\":\"add\"");
		assertThat(this.server.model.messages.get(1)).isEqualTo(new ChatMessage("user", "Why"));
		assertThat(this.server.model.sampling.schema().violation("{\"answer\":\"x\"}")).isNull();
		assertThat(
				this.server.model.sampling.schema().violation("{\"tool_calls\":[{\"name\":\"sub\",\"arguments\":{}}]}"))
			.isNotNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "\"tools\":[{}],|invalid_tools|tools[0].type",
			"\"tool_choice\":{},|invalid_tools|tool_choice.type",
			"\"tool_choice\":\"required\",|invalid_tools|tool_choice",
			"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\"}},{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":{\"a\":{\"pattern\":\"x\"}}}}}],|invalid_schema|tools[1].function.parameters",
			"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\"}}],\"stop\":\"x\",|invalid_tools|stop",
			"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\"}}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"type\":\"x\"}}},|invalid_schema|response_format" })
	void toolsThatCannotBeUsedAreRefusedWithTheirField(String fields, String code, String param) throws Exception {
		HttpResponse<String> response = this.server.chat(fields);
		JsonNode error = JsonMapper.shared().readTree(response.body()).path("error");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("param").asString()).isEqualTo(param);
	}

	@Test
	void schemaThatAGrammarCannotEnforceNamesItsTool() throws Exception {
		String tool = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"find\",\"parameters\":{\"type\":\"object\","
				+ "\"properties\":{\"word\":{\"type\":\"string\",\"pattern\":\"a+\"}}}}}],";
		assertThat(this.server.chat(tool).body())
			.contains("The schema of the tool 'find' in tools[0].function.parameters", "/properties/word/pattern");
	}

	@Test
	void toolsThatAreTooMuchTogetherAreRefused() throws Exception {
		String properties = "\"p%d\":{\"type\":\"string\"}";
		StringBuilder tools = new StringBuilder();
		for (int tool = 0; tool < 3; tool++) {
			StringBuilder schema = new StringBuilder();
			for (int i = 0; i < 200; i++) {
				schema.append((i > 0) ? "," : "").append(properties.formatted(i));
			}
			tools.append((tool > 0) ? "," : "")
				.append("{\"type\":\"function\",\"function\":{\"name\":\"t%d\",\"parameters\":{\"type\":\"object\",\"properties\":{%s}}}}"
					.formatted(tool, schema));
		}
		assertThat(this.server.chat("\"tools\":[" + tools + "],").body())
			.contains("The schema of all tools together cannot be used: schema: has more than 500 properties")
			.contains("\"param\":\"tools\"");
	}

	/** The rewritten request has one more message. */
	@Test
	void wrongMessageIsNamedByItsPlaceInTheRequest() throws Exception {
		HttpResponse<String> response = this.server.post("/v1/chat/completions",
				"{\"model\":\"m\"," + TOOLS + "\"messages\":[{\"role\":\"user\",\"content\":7}]}");
		assertThat(response.body()).contains("messages[0].content");
	}

}
