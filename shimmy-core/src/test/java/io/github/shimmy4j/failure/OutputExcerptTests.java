package io.github.shimmy4j.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Output of real programs that failed. Before, twenty stack frames of it were shown.
 */
class OutputExcerptTests {

	private static final int MOST = 20;

	private static final List<String> JNI_ERROR = List.of(
			"Error: A JNI error has occurred, please check your installation and try again",
			"Exception in thread \"main\" java.lang.IllegalArgumentException: Error decoding percent encoded characters");

	static Stream<Arguments> outputs() {
		return Stream.of(Arguments.of(withFrames(JNI_ERROR),
				"Exception in thread \"main\" java.lang.IllegalArgumentException: Error decoding percent encoded characters"),
				Arguments.of(
						List.of("Error: Could not find or load main class Main",
								"Caused by: java.lang.ClassNotFoundException: Main"),
						"Error: Could not find or load main class Main; Caused by: java.lang.ClassNotFoundException: Main"),
				Arguments.of(List.of("Error: Unable to access jarfile /no/such.jar"),
						"Error: Unable to access jarfile /no/such.jar"),
				Arguments.of(
						List.of("🎯 Shimmy v1.7.4", "thread 'main' panicked at src/main.rs:10:5:",
								"called `unwrap()` on None",
								"note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"),
						"thread 'main' panicked at src/main.rs:10:5: called `unwrap()` on None"),
				Arguments.of(List.of("thread 'main' panicked at 'no port', src/main.rs:1"),
						"thread 'main' panicked at 'no port', src/main.rs:1"),
				Arguments.of(List.of("error: unexpected argument '--nope' found", "", "Usage: shimmy serve [OPTIONS]"),
						"error: unexpected argument '--nope' found"),
				Arguments.of(
						List.of("Error occurred during initialization of VM",
								"Could not reserve enough space for 393216KB object heap"),
						"Error occurred during initialization of VM Could not reserve enough space for 393216KB object heap"),
				Arguments.of(
						List.of("terminate called after throwing an instance of 'std::system_error'",
								"  what():  Resource temporarily unavailable"),
						"what():  Resource temporarily unavailable"),
				Arguments.of(List.of("/src/ggml.c:10: GGML_ASSERT(n > 0) failed", "GGML_ASSERT(n > 0) failed"),
						"GGML_ASSERT(n > 0) failed"),
				Arguments.of(List.of("sh: 1: Cannot fork"), "sh: 1: Cannot fork"));
	}

	private static List<String> withFrames(List<String> head) {
		List<String> output = new ArrayList<>(List.of("starting"));
		output.addAll(head);
		IntStream.range(0, 40)
			.mapToObj((line) -> "\tat java.base/jdk.internal.loader.URLClassPath.getLoader(URLClassPath.java:%d)"
				.formatted(line))
			.forEach(output::add);
		return output;
	}

	@ParameterizedTest
	@MethodSource("outputs")
	void decisiveLineSaysWhatWentWrong(List<String> output, String line) {
		assertThat(OutputExcerpt.decisiveLine(output)).contains(line);
	}

	@Test
	void decisiveLineOfOtherOutputIsEmpty() {
		assertThat(OutputExcerpt.decisiveLine(List.of("✅ Ready to serve requests", "INFO listening"))).isEmpty();
		assertThat(OutputExcerpt.decisiveLine(List.of())).isEmpty();
	}

	@Test
	void decisiveLineFitsASentence() {
		assertThat(OutputExcerpt.decisiveLine(List.of("error: \u001b[31m" + "x".repeat(10_000))).orElseThrow())
			.startsWith("error: \\u001b[31mx")
			.endsWith("x…")
			.hasSizeLessThan(310);
	}

	@Test
	void excerptLeavesOutFramesAndKeepsTheDecisiveLine() {
		assertThat(OutputExcerpt.of(withFrames(JNI_ERROR), MOST)).containsExactly("starting", JNI_ERROR.get(0),
				JNI_ERROR.get(1));
	}

	@Test
	void excerptOfALongOutputBeginsWithTheDecisiveLine() {
		List<String> output = new ArrayList<>(List.of("first", "error: no such flag"));
		IntStream.range(0, 98).forEach((line) -> output.add("line " + line));
		assertThat(OutputExcerpt.of(output, MOST)).hasSize(MOST)
			.startsWith("error: no such flag", "[…]", "line 80")
			.endsWith("line 97");
		output.remove(1);
		assertThat(OutputExcerpt.of(output, MOST)).hasSize(MOST).startsWith("line 78").endsWith("line 97");
		assertThat(OutputExcerpt.of(output.subList(0, MOST), MOST)).isEqualTo(output.subList(0, MOST));
	}

}
