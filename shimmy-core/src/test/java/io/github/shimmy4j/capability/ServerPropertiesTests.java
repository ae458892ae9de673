package io.github.shimmy4j.capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "<html>", "{\"total_slots\":2}", "{\"default_generation_settings\":7}",
			"{\"default_generation_settings\":{\"n_ctx\":0},\"total_slots\":2}",
			"{\"default_generation_settings\":{\"n_ctx\":4096},\"total_slots\":-1}" })
	void parseOfAnotherAnswerIsEmpty(String json) {
		assertThat(ServerProperties.parse(json)).isEmpty();
	}

}
