package io.github.shimmy4j.gateway.openai;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** OpenAI's chat route on shimmy 1.7.4, which sends its answers in one burst. */
class BurstingServerTests {

	@TempDir
	private Path directory;

	@Test
	void chunksComeFromTheWholeAnswerAndLimitsHold() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.version("1.7.4"))) {
			HttpResponse<String> answer = gateway.chat("Hello", "\"stream\":true");
			assertThat(answer.body()).contains("\"delta\":{").endsWith("data: [DONE]\n\n");
			assertThat(gateway.lastRequest().at("/body/stream").asBoolean(true)).as(gateway.lastRequest().toString())
				.isFalse();

			assertThat(FakeGateway.json(gateway.chat("Hello")).at("/usage/estimated").asBoolean(false)).isTrue();
			assertThat(gateway.chat("Hello", "\"stream\":true", "\"stream_options\":{\"include_usage\":true}").body())
				.contains("\"estimated\":true");

			HttpResponse<String> long_ = gateway.chat("word ".repeat(4000));
			assertThat(long_.statusCode()).isEqualTo(400);
			assertThat(FakeGateway.json(long_).at("/error/code").asString()).isEqualTo("context_length_exceeded");

			assertThat(gateway.chat("Hello", "\"tools\":[]", "\"tool_choice\":\"auto\"").statusCode()).isEqualTo(200);
			HttpResponse<String> tools = gateway.chat("Hello",
					"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"time\"}}]");
			assertThat(tools.statusCode()).isEqualTo(400);
			assertThat(FakeGateway.json(tools).at("/error/param").asString()).isEqualTo("tools");
		}
	}

}
