package io.github.shimmy4j.gateway.responses;

import java.net.http.HttpResponse;
import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults R5 and R7 as programs of the Responses API see them: a status before the first
 * token, a failed response after it.
 */
@ExtendWith(SharedGateway.class)
class ResponsesFaultsTests {

	private static final String PATH = "/v1/responses";

	private final FakeGateway gateway;

	ResponsesFaultsTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	private HttpResponse<String> ask(String... fields) {
		return this.gateway.post(PATH, ResponsesRoutesTests.body("'Count to 5'", fields));
	}

	/** The supervisor's own request succeeds, since it would replace the server. */
	private HttpResponse<String> failed(String fault, String... fields) {
		this.gateway.faults(fault, "spare-one-token");
		HttpResponse<String> answer = ask(fields);
		this.gateway.clearFaults();
		assertThat(ask().statusCode()).isEqualTo(200);
		return answer;
	}

	@ParameterizedTest
	@CsvSource({ "generation-502, 502", "generation-500, 502", "status=400, 400", "status=422, 400", "status=500, 502",
			"status=503, 503", "status=429, 503", "status=404, 400" })
	void failureBeforeTheFirstTokenHasAStatusOfItsOwn(String fault, int status) {
		for (String stream : List.of("'stream':false", ResponsesRoutesTests.STREAM)) {
			HttpResponse<String> answer = failed(fault, stream);
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
			assertThat(FakeGateway.json(answer).at("/error/message").asString()).isNotEmpty();
			assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 503);
		}
	}

	/** Codex asks again unless the code says that this changes nothing. */
	@ParameterizedTest
	@CsvSource({ "cut-stream, 502, server_error", "no-finish-reason, 502, server_error",
			"garbage-chunk, 400, server_error" })
	void failureAfterTheFirstTokenIsTheLastEventAndADocumentHasAStatus(String fault, int status, String code) {
		JsonNode last = last(failed(fault, ResponsesRoutesTests.STREAM));
		assertThat(last.path("type").asString()).isEqualTo("response.failed");
		assertThat(last.at("/response/error/code").asString()).isEqualTo(code);
		assertThat(last.at("/response/output")).isNotEmpty();
		assertThat(failed(fault).statusCode()).isEqualTo(status);
	}

	static JsonNode last(HttpResponse<String> answer) {
		List<JsonNode> events = ResponsesRoutesTests.events(answer);
		return events.get(events.size() - 1);
	}

}
