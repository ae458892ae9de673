package io.github.shimmy4j.gateway.call;

import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.Completion;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class EstimatedUsageTests {

	private static JsonNode usage(String usage, long promptBytes) {
		ObjectNode json = (ObjectNode) JsonMapper.shared()
			.readTree("{\"choices\":[{\"message\":{\"content\":\"abcdefghi\"}}]%s}".formatted(usage));
		return new EstimatedUsage(AnswerTranslation.NONE, promptBytes).whole(new Completion(json)).json().path("usage");
	}

	@Test
	void countedTokensAreKept() {
		String counted = ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}";
		assertThat(usage(counted, 100).path("prompt_tokens").asInt()).isOne();
		assertThat(usage(counted, 100).has("estimated")).isFalse();
	}

	@Test
	void missingCountsAreEstimatedAndSaySo() {
		for (String none : new String[] { "", ",\"usage\":{\"prompt_tokens\":0,\"total_tokens\":0}",
				",\"usage\":null" }) {
			JsonNode usage = usage(none, 8);
			assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(2);
			assertThat(usage.path("completion_tokens").asInt()).isEqualTo(3);
			assertThat(usage.path("total_tokens").asInt()).isEqualTo(5);
			assertThat(usage.path("estimated").asBoolean(false)).isTrue();
		}
	}

	private static Completion.Chunk chunk(String json) {
		return new Completion.Chunk((ObjectNode) JsonMapper.shared().readTree(json));
	}

	/**
	 * shimmy 2.6.5 streams and counts nothing: clients that asked for the usage got none.
	 */
	@Test
	void streamWithoutCountsEndsWithAnEstimate() {
		EstimatedUsage estimated = new EstimatedUsage(AnswerTranslation.NONE, 8);
		for (String text : new String[] { "abcd", "efghi" }) {
			estimated.chunk(
					chunk("{\"id\":\"x\",\"created\":7,\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}"
						.formatted(text)));
		}
		assertThat(estimated.end().json()).hasToString(
				"{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"choices\":[],"
						+ "\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5,\"estimated\":true}}");
	}

	@Test
	void streamWithCountsEndsAsItDid() {
		EstimatedUsage estimated = new EstimatedUsage(AnswerTranslation.NONE, 8);
		estimated.chunk(chunk("{\"choices\":[{\"delta\":{\"content\":\"abcd\"}}]}"));
		estimated.chunk(chunk("{\"choices\":[],\"usage\":{\"total_tokens\":3}}"));
		estimated.chunk(chunk("{\"choices\":[]}"));
		assertThat(estimated.end()).isNull();
	}

	@Test
	void noEstimateIsZero() {
		assertThat(usage("", 0).path("prompt_tokens").asInt()).isOne();
	}

}
