package io.github.shimmy4j.failure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

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

	/** Issue 13: a line break in a foreign name forged a line of the log. */
	@Test
	void isPrintableWhateverItQuotes() {
		IOException cause = new IOException("HTTP \u001b[31m");
		ShimmyException failure = new ShimmyException(ShimmyErrorCode.START_FAILED, "'a\nERROR forged' ended", cause, 1,
				List.of("\u001b]0;title\u0007 ready", "\tat a.B.c"));
		assertThat(failure).hasMessage("'a\\nERROR forged' ended");
		assertThat(failure.outputTail()).containsExactly("\\u001b]0;title\\u0007 ready", "\tat a.B.c");
		assertThat(failure.getCause()).hasToString("java.io.IOException: HTTP \\u001b[31m");
		assertThat(failure.getCause().getStackTrace()).isEqualTo(cause.getStackTrace());
	}

	@Test
	void keepsACauseThatIsPrintable() {
		IOException cause = new IOException("connection reset");
		assertThat(new ShimmyException(ShimmyErrorCode.INTERNAL, "failed", cause)).hasCauseReference(cause);
	}

	@Test
	void isBoundedWhateverItQuotes() {
		assertThat(new ShimmyException(ShimmyErrorCode.INTERNAL, "x".repeat(1_000_000)).getMessage()).hasSize(8001)
			.endsWith("x…");
	}

	@Test
	void remedyIsThatOfItsCode() {
		assertThat(new ShimmyException(ShimmyErrorCode.PORT_IN_USE, "taken").remedy())
			.isEqualTo(ShimmyErrorCode.PORT_IN_USE.remedy());
	}

}
