package io.github.shimmy4j.sidecar.launch;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ExitDiagnosis} with output and statuses of real servers. */
class ExitDiagnosisTests {

	private static final String SEARCHED = "'/run/launch-1/gguf', which had a link to '/models/m.gguf'";

	@ParameterizedTest
	@ValueSource(
			strings = { "Error: Address already in use (os error 98)", "Error: Address already in use (os error 48)",
					"Error: Only one usage of each socket address is normally permitted. (os error 10048)" })
	void isPortTakenKnowsTheMessageOfEverySystem(String message) {
		assertThat(diagnosis(1, "✅ Ready to serve requests", message).isPortTaken()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Error: Permission denied (os error 13)", "thread 'main' panicked" })
	void isPortTakenOfAnythingElseIsFalse(String message) {
		assertThat(diagnosis(1, message).isPortTaken()).isFalse();
	}

	@Test
	void beforeReadyWithoutModelsIsModelNotFound() {
		ShimmyException failure = diagnosis(1, "❌ No models available. Please:",
				"   • Set SHIMMY_BASE_GGUF environment variable, or")
			.beforeReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.MODEL_NOT_FOUND);
		assertThat(failure).hasMessageContaining("it searched " + SEARCHED);
		assertThat(failure.exitStatus()).isEqualTo(1);
	}

	@Test
	void beforeReadyWithAProjectorOfAnotherModelIsUnsupportedModel() {
		ShimmyException failure = diagnosis(1,
				"0.11 E mtmd_init_from_file: error: mismatch between text model (n_embd = 576) and mmproj (n_embd = 960)",
				"hint: you may be using wrong mmproj",
				"0.11 E srv    load_model: failed to load multimodal model, 'mm960.gguf'",
				"0.11 E srv  llama_server: exiting due to model loading error")
			.beforeReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL);
		assertThat(failure).hasMessage("The server cannot load the projector for this model: mismatch between text "
				+ "model (n_embd = 576) and mmproj (n_embd = 960)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "1|shimmy: /lib/libc.so.6: version `GLIBC_2.38' not found (required by shimmy)",
					"127|shimmy: error while loading shared libraries: libstdc++.so.6: cannot open shared object file",
					"134|dyld[1]: Library not loaded: @rpath/libc++.1.dylib", "127|", "126|" })
	void beforeReadyWhenTheLoaderFailedIsBinaryIncompatible(int status, String message) {
		ShimmyException failure = diagnosis(status, String.valueOf(message)).beforeReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE);
	}

	/** Builds for one processor get as far as the model before they end. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "132|AMX is not ready to be used!", "134|#  SIGILL (0x4) at pc=0x00007f1" })
	void beforeReadyWithAnUnknownInstructionIsBinaryIncompatible(int status, String message) {
		ShimmyException failure = diagnosis(status, message).beforeReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE);
		assertThat(failure).hasMessageContaining("built for another processor");
		assertThat(diagnosis(status, message).afterReady().code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
	}

	@Test
	void libraryThatIsMissingIsNamed() {
		assertThat(diagnosis(127,
				"llama-server: error while loading shared libraries: libssl.so.3: cannot open shared "
						+ "object file: No such file or directory")
			.beforeReady()).hasMessage("The server needs the library libssl.so.3, which is not installed");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--cache-ram | llama-server has it since October 2025, and every llama-server from build b9174 on has all
			--offline   | llama-server has it since May 2025, and every llama-server from build b9174 on has all
			--ctx-size  | every llama-server from build b9174 on has all
			--device    | every llama-server from build b9174 on has all
			--mmproj    | every llama-server from build b9174 on has all
			--bogus     | it is in the list of arguments
			""")
	void argumentThatTheServerDoesNotKnowIsNamedWithTheBuildThatKnowsIt(String argument, String words) {
		ShimmyException failure = diagnosis(1, "error: invalid argument: " + argument).beforeReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE);
		assertThat(failure)
			.hasMessageStartingWith("The server does not know its argument '%s': %s".formatted(argument, words));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "0|ended with status 0", "1|ended with status 1", "2|rejected its arguments",
					"101|panicked (status 101)", "134|aborted (signal 6)", "137|killed (signal 9",
					"139|ended by signal 11", "143|ended by signal 15" })
	void endingIsToldInWordsBeforeReadyAndAfter(int status, String words) {
		ShimmyException before = diagnosis(status, "last line").beforeReady();
		assertThat(before.code()).isEqualTo(ShimmyErrorCode.START_FAILED);
		assertThat(before).hasMessageContaining(words).hasMessageContaining("before it was ready");
		ShimmyException after = diagnosis(status, "last line").afterReady();
		assertThat(after.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(after).hasMessageContaining(words);
		assertThat(after.exitStatus()).isEqualTo(status);
		assertThat(after.outputTail()).containsExactly("last line");
	}

	@Test
	void endingHasTheLineThatSaysWhyAndNotTheFramesBelowIt() {
		String line = "Exception in thread \"main\" java.lang.IllegalArgumentException: Error decoding percent";
		String frame = "\tat java.base/sun.net.www.ParseUtil.decode(ParseUtil.java:218)";
		assertThat(diagnosis(1, line, frame, frame).beforeReady())
			.hasMessage("The server ended with status 1 before it was ready: " + line);
		assertThat(diagnosis(1, line, frame, frame).afterReady()).hasMessage("The server ended with status 1: " + line);
	}

	@Test
	void beforeReadyWhereNoMoreProcessesAreAllowedIsThatLimitAndOfAReadyServerALoss() {
		String line = "java.lang.OutOfMemoryError: unable to create native thread";
		assertThat(diagnosis(1, line).beforeReady()).satisfies((failure) -> {
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SYSTEM_LIMIT);
			assertThat(failure).hasMessageContainingAll("ended with status 1", line);
		});
		assertThat(diagnosis(134, "  what():  Resource temporarily unavailable").beforeReady().code())
			.isEqualTo(ShimmyErrorCode.SYSTEM_LIMIT);
		assertThat(diagnosis(137, line).beforeReady().code()).isEqualTo(ShimmyErrorCode.START_FAILED);
		assertThat(diagnosis(1, line).afterReady().code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
	}

	@Test
	void killIsTheKernelsOnlyWhereTheKernelSaysSo() {
		assertThat(new ExitDiagnosis(137, List.of(), SEARCHED, true).afterReady())
			.hasMessageContaining("for lack of memory");
		assertThat(new ExitDiagnosis(137, List.of(), SEARCHED, false).afterReady())
			.hasMessageContaining("was killed (signal 9)");
		assertThat(new ExitDiagnosis(139, List.of(), SEARCHED, true).afterReady()).hasMessageContaining("signal 11");
	}

	@Test
	void beforeReadyOfAnEngineThatCannotLoadTheModelIsPermanent() {
		ShimmyException failure = diagnosis(65, "Error: llama.cpp cannot load '/m.gguf'").beforeReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL);
		assertThat(failure.outputTail()).containsExactly("Error: llama.cpp cannot load '/m.gguf'");
	}

	@Test
	void beforeReadyOfAnEngineWithoutALibraryForThePlatformIsPermanent() {
		assertThat(diagnosis(69, "Error: cannot load llama.cpp on Plan9").beforeReady().code())
			.isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE);
	}

	@Test
	void beforeReadyOfAnEngineThatMayNotRunItsLibraryIsNoMatterOfThePlatform() {
		String line = "Error: no directory from which llama.cpp's native library can be run: not from '/tmp': noexec";
		ShimmyException failure = diagnosis(77, line).beforeReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_EXECUTABLE);
		assertThat(failure).hasMessageContaining("no directory from which its native library can be run");
		assertThat(failure.outputTail()).containsExactly(line);
	}

	@Test
	void isPortTakenUnderstandsJava() {
		assertThat(diagnosis(1, "Error: Address already in use: 127.0.0.1:11435").isPortTaken()).isTrue();
	}

	private static ExitDiagnosis diagnosis(int status, String... output) {
		return new ExitDiagnosis(status, List.of(output), SEARCHED, false);
	}

}
