package io.github.shimmy4j.failure;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.shimmy4j.failure.ShimmyErrorCode.ANSWER_TRUNCATED;
import static io.github.shimmy4j.failure.ShimmyErrorCode.DAEMON_INCOMPATIBLE;
import static io.github.shimmy4j.failure.ShimmyErrorCode.DOWNLOAD_FAILED;
import static io.github.shimmy4j.failure.ShimmyErrorCode.GENERATION_FAILED;
import static io.github.shimmy4j.failure.ShimmyErrorCode.GENERATION_TIMEOUT;
import static io.github.shimmy4j.failure.ShimmyErrorCode.INSTALL_FAILED;
import static io.github.shimmy4j.failure.ShimmyErrorCode.MODEL_IN_USE;
import static io.github.shimmy4j.failure.ShimmyErrorCode.NOT_READY;
import static io.github.shimmy4j.failure.ShimmyErrorCode.OVERLOADED;
import static io.github.shimmy4j.failure.ShimmyErrorCode.SIDECAR_LOST;
import static org.assertj.core.api.Assertions.assertThat;

class ShimmyErrorCodeTests {

	@ParameterizedTest
	@EnumSource
	void everyCodeSaysWhoCanMendIt(ShimmyErrorCode code) {
		assertThat(code.kind()).isNotNull();
		assertThat(code.stage()).isNotNull();
	}

	@ParameterizedTest
	@EnumSource
	void everyCodeHasARemedyThatIsTrueForEveryFrontEnd(ShimmyErrorCode code) {
		assertThat(code.remedy().toString()).matches("[A-Z].+[.]")
			.doesNotContainPattern("shimmy\\.[a-z]|Spring|application\\.|--debug|above|%");
	}

	@ParameterizedTest
	@EnumSource
	void everyRemedyNamesEachOfItsSettings(ShimmyErrorCode code) {
		code.remedy()
			.arguments()
			.forEach((setting) -> assertThat(code.remedy().text(Setting::name)).contains(((Setting) setting).name()));
	}

	@ParameterizedTest
	@EnumSource
	void everyCodeHasAStatusOfAFailedResponse(ShimmyErrorCode code) {
		assertThat(code.httpStatus()).isIn(400, 413, 500, 502, 503, 504);
	}

	@Test
	void failuresOfTheMomentMayPassWhenTheSameIsAskedAgain() {
		assertThat(Arrays.stream(ShimmyErrorCode.values()).filter(ShimmyErrorCode::isTransient))
			.containsExactlyInAnyOrder(DOWNLOAD_FAILED, INSTALL_FAILED, MODEL_IN_USE, NOT_READY, SIDECAR_LOST,
					GENERATION_FAILED, GENERATION_TIMEOUT, ANSWER_TRUNCATED, OVERLOADED, DAEMON_INCOMPATIBLE);
	}

}
