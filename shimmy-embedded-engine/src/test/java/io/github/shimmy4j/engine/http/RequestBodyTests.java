package io.github.shimmy4j.engine.http;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The type, the size and the form of request bodies. */
class RequestBodyTests {

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "text/plain|415", "application/json; charset=utf-8|200",
			"APPLICATION/JSON|200", "application/problem+json|200", "application/jsonp|415", "application/|415" })
	void contentTypeIsJudged(String type, int status) throws Exception {
		assertThat(this.server
			.send(this.server.request("/v1/chat/completions")
				.header("Content-Type", type)
				.POST(BodyPublishers.ofString(ServerUnderTest.body(""))))
			.statusCode()).isEqualTo(status);
	}

	/**
	 * Shimmy's status 422 is none that OpenAI has: clients read 400 as their own fault.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"model\":\"m\"}|messages|missing_required_parameter",
			"{\"messages\":[]}|model|missing_required_parameter", "{\"model\":7}|model|invalid_type",
			"{\"model\":\"m\",\"messages\":{}}|messages|invalid_type",
			"{\"model\":\"m\",\"messages\":[{\"role\":7,\"content\":\"x\"}]}|messages[0].role|invalid_type",
			"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":7}]}|messages[0].content|invalid_type",
			"[]||invalid_type" })
	void fieldOfAnotherTypeIsNamed(String body, String param, String code) throws Exception {
		HttpResponse<String> response = this.server.post("/v1/chat/completions", body);
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = JsonMapper.shared().readTree(response.body()).path("error");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("param").isNull() ? null : error.path("param").asString()).isEqualTo(param);
	}

	@Test
	void bodyWithoutALengthIsBoundedToo() throws Exception {
		HttpResponse<String> response = this.server.send(this.server.json("/v1/chat/completions")
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(3 << 20)))));
		assertThat(response.statusCode()).isEqualTo(413);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "[]|400", "7|400", "null|400", "{}|400", "|400", "{\"model\":7}|400",
					"{\"model\":\"m\",\"messages\":{}}|400", "{\"model\":\"m\",\"messages\":[7]}|400",
					"{\"model\":\"m\",\"messages\":[]}|400", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}|400",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"pope\",\"content\":\"x\"}]}|400",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}|400",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"x\"}]}|200",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}|400",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}|400",
					"{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|404" })
	void bodyIsJudged(String body, int status) throws Exception {
		HttpResponse<String> response = this.server.post("/v1/chat/completions", (body != null) ? body : "");
		assertThat(response.statusCode()).isEqualTo(status);
		if (status != 200) {
			assertThat(JsonMapper.shared().readTree(response.body()).path("error").propertyNames())
				.containsExactlyInAnyOrder("message", "type", "param", "code");
		}
	}

}
