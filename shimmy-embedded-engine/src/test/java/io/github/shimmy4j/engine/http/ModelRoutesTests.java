package io.github.shimmy4j.engine.http;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.DisposableServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.ScriptedModel;
import io.github.shimmy4j.engine.generation.Slots;

import static org.assertj.core.api.Assertions.assertThat;

/** The list of models, and one of them. */
class ModelRoutesTests {

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void modelIsTheSameInTheListAndByItself() throws Exception {
		JsonNode list = json(this.server.send(this.server.request("/v1/models").GET()));
		JsonNode model = json(this.server.send(this.server.request("/v1/models/m").GET()));
		assertThat(model).hasToString("{\"id\":\"m\",\"object\":\"model\",\"created\":1700000000,"
				+ "\"owned_by\":\"shimmy\",\"context_length\":100,"
				+ "\"meta\":{\"n_ctx\":100,\"n_ctx_train\":8192,\"size\":7}}");
		assertThat(list.path("data")).containsExactly(model);
	}

	/** It was the time of each answer. */
	@Test
	void modelCountsAsCreatedWhenItsFileWasWritten() throws Exception {
		this.server.rebind(Map.of());
		assertThat(json(this.server.send(this.server.request("/v1/models").GET())).at("/data/0/created").asLong())
			.isEqualTo(ServerUnderTest.CREATED.getEpochSecond());
	}

	@ParameterizedTest
	@CsvSource({ "n,n", "M,M", "m/,m/", "openai/m,openai/m", "m%2Fn,m/n", "%EB%AA%A8,모", "a+b,a+b", "50%,50%" })
	void modelThatIsNotServedIsNotFound(String path, String id) throws Exception {
		try (var socket = this.server.connect()) {
			ServerUnderTest.say(socket, "GET /v1/models/" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
			String answer = ServerUnderTest.read(socket);
			assertThat(answer).startsWith("HTTP/1.1 404");
			JsonNode error = JsonMapper.shared().readTree(answer.substring(answer.indexOf('{'))).path("error");
			assertThat(error.path("code").asString()).isEqualTo("model_not_found");
			assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
			assertThat(error.path("param").asString()).isEqualTo("model");
			assertThat(error.path("message").asString()).startsWith("Model '" + id + "' not found.").contains("\"m\"");
		}
	}

	@Test
	void idMayHaveAnyCharacter() throws Exception {
		ServedModel odd = new ServedModel("모델 🎉+1", Instant.EPOCH, 7, 0, new ScriptedModel());
		DisposableServer other = new EngineServer(Access.of(Map.of(), ServerUnderTest.ADDRESS), "1", odd,
				new Slots(1, 1))
			.bind(ServerUnderTest.ADDRESS);
		try {
			HttpResponse<String> response = this.server
				.send(ServerUnderTest.request(other.port(), "/v1/models/%EB%AA%A8%EB%8D%B8%20%F0%9F%8E%89+1").GET());
			assertThat(json(response).path("id").asString()).isEqualTo("모델 🎉+1");
		}
		finally {
			other.disposeNow();
		}
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

}
