package io.github.shimmy4j.gateway.claude;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.protocol.claude.ClaudeError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Claude's programs repeat 429 and 5xx for minutes, so only what may change has them. */
class ClaudeErrorsTests {

	private static final String EXPECTED = """
			INVALID_CONFIGURATION 400 invalid_request_error
			BINARY_NOT_FOUND 400 invalid_request_error
			BINARY_NOT_EXECUTABLE 400 invalid_request_error
			BINARY_INCOMPATIBLE 400 invalid_request_error
			MODEL_NOT_FOUND 400 invalid_request_error
			NOT_A_MODEL 400 invalid_request_error
			UNSUPPORTED_MODEL 400 invalid_request_error
			CHECKSUM_MISMATCH 400 invalid_request_error
			DOWNLOAD_FAILED 529 overloaded_error
			LICENSE_NOT_ACCEPTED 400 invalid_request_error
			MODEL_IN_USE 529 overloaded_error
			INSTALL_FAILED 529 overloaded_error
			DIRECTORY_NOT_WRITABLE 400 invalid_request_error
			DISK_FULL 400 invalid_request_error
			PORT_IN_USE 400 invalid_request_error
			SYSTEM_LIMIT 400 invalid_request_error
			START_FAILED 400 invalid_request_error
			START_TIMEOUT 400 invalid_request_error
			HEALTHCHECK_FAILED 400 invalid_request_error
			CRASH_LOOP 400 invalid_request_error
			NOT_RUNNING 400 invalid_request_error
			NOT_READY 529 overloaded_error
			SIDECAR_LOST 502 api_error
			GENERATION_FAILED 502 api_error
			GENERATION_TIMEOUT 504 timeout_error
			ANSWER_TRUNCATED 502 api_error
			INVALID_RESPONSE 400 invalid_request_error
			CONTEXT_EXCEEDED 400 invalid_request_error
			UNSUPPORTED_REQUEST 400 invalid_request_error
			REQUEST_REJECTED 400 invalid_request_error
			AUTHENTICATION_FAILED 400 invalid_request_error
			OVERLOADED 529 overloaded_error
			DAEMON_NOT_FOUND 400 invalid_request_error
			DAEMON_NOT_RUNNING 400 invalid_request_error
			DAEMON_START_FAILED 400 invalid_request_error
			DAEMON_INCOMPATIBLE 529 overloaded_error
			INTERNAL 400 invalid_request_error
			""";

	@Test
	void everyCodeHasItsStatusAndType() {
		Map<String, String> expected = EXPECTED.lines()
			.collect(Collectors.toMap((line) -> line.split(" ", 2)[0], (line) -> line.split(" ", 2)[1]));
		Map<String, String> told = Stream.of(ShimmyErrorCode.values())
			.collect(Collectors.toMap(Enum::name, ClaudeErrorsTests::statusAndType));
		assertThat(new TreeMap<>(told)).isEqualTo(new TreeMap<>(expected));
	}

	private static String statusAndType(ShimmyErrorCode code) {
		int status = status(new ShimmyException(code, "Why"));
		return status + " " + ClaudeError.of(status, "Why").type();
	}

	private static int status(Throwable thrown) {
		return ClaudeErrors.told(Failure.of(thrown)).status();
	}

	@ParameterizedTest
	@CsvSource({ "400, 400", "401, 401", "403, 403", "404, 400", "405, 405", "408, 408", "413, 413", "415, 400",
			"429, 429" })
	void refusalOfTheGatewayKeepsItsStatusUnlessItMeansSomethingElse(int status, int told) {
		assertThat(status(RequestException.http(status, "code", "Why"))).isEqualTo(told);
	}

}
