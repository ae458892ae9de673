package io.github.shimmy4j.gateway.claude;

import java.net.http.HttpResponse;
import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults R5 and R7 as Claude's programs see them: a status before the first token, an
 * error event after it.
 */
@ExtendWith(SharedGateway.class)
class ClaudeFaultsTests {

	private static final String STREAM = "'stream':true";

	private final FakeGateway shared;

	ClaudeFaultsTests(FakeGateway shared) {
		this.shared = shared;
	}

	/** The supervisor's own request succeeds, since it would replace the server. */
	private HttpResponse<String> failed(String fault, String... fields) {
		this.shared.faults(fault, "spare-one-token");
		HttpResponse<String> answer = ClaudeAnswers.ask(this.shared, fields);
		this.shared.clearFaults();
		assertThat(ClaudeAnswers.ask(this.shared).statusCode()).isEqualTo(200);
		return answer;
	}

	@ParameterizedTest
	@CsvSource({ "generation-502, 502, api_error", "generation-500, 502, api_error",
			"status=400, 400, invalid_request_error", "status=422, 400, invalid_request_error",
			"status=500, 502, api_error", "status=503, 529, overloaded_error", "status=429, 529, overloaded_error" })
	void failureBeforeTheFirstTokenHasAStatusOfItsOwn(String fault, int status, String type) {
		for (String stream : List.of("'stream':false", STREAM)) {
			HttpResponse<String> answer = failed(fault, stream);
			assertThat(ClaudeAnswers.refused(answer, status).path("type").asString()).isEqualTo(type);
			assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 529);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "answer-html", "status=401", "status=404", "status=418" })
	void oddAnswerOfTheServerIsAnErrorInClaudesForm(String fault) {
		for (String stream : List.of("'stream':false", STREAM)) {
			HttpResponse<String> answer = failed(fault, stream);
			assertThat(answer.statusCode()).as(answer.body()).isIn(400, 502);
			assertThat(ClaudeAnswers.refused(answer, answer.statusCode()).path("type").asString())
				.isEqualTo((answer.statusCode() == 400) ? "invalid_request_error" : "api_error");
		}
	}

	@ParameterizedTest
	@CsvSource({ "cut-stream, 502, api_error", "no-finish-reason, 502, api_error",
			"garbage-chunk, 400, invalid_request_error" })
	void failureAfterTheFirstTokenIsTheLastEventAndADocumentHasAStatus(String fault, int status, String type) {
		assertThat(ClaudeAnswers.broken(failed(fault, STREAM)).path("type").asString()).isEqualTo(type);
		assertThat(ClaudeAnswers.refused(failed(fault), status).path("type").asString()).isEqualTo(type);
	}

	@Test
	void tokenOfTenMegabytesIsAnErrorInClaudesForm() {
		assertThat(ClaudeAnswers.refused(failed("huge-chunk=10000000"), 400).path("type").asString())
			.isEqualTo("invalid_request_error");
		assertThat(ClaudeAnswers.refused(failed("huge-chunk=10000000", STREAM), 400).path("type").asString())
			.isEqualTo("invalid_request_error");
	}

}
