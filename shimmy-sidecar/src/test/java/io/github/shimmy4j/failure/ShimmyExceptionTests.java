package io.github.shimmy4j.failure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class ShimmyExceptionTests {

	@Test
	void withoutProcessHasNeitherStatusNorOutput() {
		ShimmyException failure = new ShimmyException(ShimmyErrorCode.PORT_IN_USE, "every port is taken");
		assertThat(failure).hasMessage("every port is taken").hasNoCause();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.PORT_IN_USE);
		assertThat(failure.exitStatus()).isNull();
		assertThat(failure.outputTail()).isEmpty();
	}

	@Test
	void ofProcessKeepsItsStatusAndACopyOfItsOutput() {
		List<String> tail = new ArrayList<>(List.of("first", "last"));
		ShimmyException failure = new ShimmyException(ShimmyErrorCode.START_FAILED, "ended", null, 134, tail);
		tail.clear();
		assertThat(failure.exitStatus()).isEqualTo(134);
		assertThat(failure.outputTail()).containsExactly("first", "last");
	}

	@Test
	void refusesAMissingCodeAndAMissingMessage() {
		assertThatNullPointerException().isThrownBy(() -> new ShimmyException(null, "message"));
		assertThatNullPointerException().isThrownBy(() -> new ShimmyException(ShimmyErrorCode.INTERNAL, null));
	}

	@ParameterizedTest
	@EnumSource
	void everyCodeSaysWhoCanMendIt(ShimmyErrorCode code) {
		assertThat(code.kind()).isNotNull();
	}

}
