package io.github.shimmy4j.capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ServerProperties}. */
class ServerPropertiesTests {

	@Test
	void parseReadsTheContextOfASlotAndTheSlots() {
		String json = "{\"default_generation_settings\":{\"params\":{},\"n_ctx\":4096},\"total_slots\":2,"
				+ "\"model_alias\":\"s4j-1\"}";
		ServerProperties properties = ServerProperties.parse(json).orElseThrow();
		assertThat(properties).isEqualTo(new ServerProperties(4096, 2));
		ServerCapabilities complete = ServerCapabilities.LLAMA_SERVER.with(properties);
		assertThat(complete.limits().contextTokens()).isEqualTo(4096);
		assertThat(complete.maxConcurrent()).isEqualTo(2);
		assertThat(complete.kind()).isEqualTo(ServerCapabilities.LLAMA_SERVER.kind());
	}

	@Test
	void parseReadsWhatTheModelCanDo() {
		ServerCapabilities seeing = ServerCapabilities.LLAMA_SERVER
			.with(parsed("'modalities':{'vision':true},'chat_template':'{{ messages }}'"));
		assertThat(seeing.features()).contains(Feature.MEDIA, Feature.ANSWER_WITHOUT_THINKING)
			.doesNotContain(Feature.THINKING);
		ServerCapabilities blind = ServerCapabilities.LLAMA_SERVER
			.with(parsed("'modalities':{'vision':false},'chat_template':'{% if enable_thinking %}'"));
		assertThat(blind.features()).containsAll(Feature.THINKING_SWITCH).doesNotContain(Feature.MEDIA);
	}

	private static ServerProperties parsed(String more) {
		String json = "{'default_generation_settings':{'n_ctx':4096},'total_slots':2," + more + "}";
		return ServerProperties.parse(json.replace('\'', '"')).orElseThrow();
	}

	@ParameterizedTest
	@CsvSource({ "true,NATIVE", "false,BY_SCHEMA" })
	void parseReadsWhetherTheTemplateHasTools(boolean tools, ToolSupport support) {
		String json = "{\"default_generation_settings\":{\"n_ctx\":4096},\"total_slots\":2,"
				+ "\"chat_template_caps\":{\"supports_tools\":" + tools + "}}";
		ServerProperties properties = ServerProperties.parse(json).orElseThrow();
		assertThat(properties.templateHasTools()).isEqualTo(tools);
		assertThat(ServerCapabilities.LLAMA_SERVER.with(properties).tools()).isEqualTo(support);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "<html>", "{\"total_slots\":2}", "{\"default_generation_settings\":7}",
			"{\"default_generation_settings\":{\"n_ctx\":0},\"total_slots\":2}",
			"{\"default_generation_settings\":{\"n_ctx\":4096},\"total_slots\":-1}" })
	void parseOfAnotherAnswerIsEmpty(String json) {
		assertThat(ServerProperties.parse(json)).isEmpty();
	}

}
