package io.github.shimmy4j.autoconfigure.diagnostics;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.FailureReport;
import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.report.PropertyKeys;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.Fault;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ShimmyFailureAnalyzerTests {

	@TestFactory
	Stream<DynamicTest> everyReasonHasAnActionThatEndsWithItsHeading() {
		return Stream.of(ShimmyErrorCode.values()).map((code) -> DynamicTest.dynamicTest(code.name(), () -> {
			String action = FailureReport.of(new ShimmyException(code, "It went wrong")).getAction();
			String heading = "\n\nSee docs/errors.md, heading " + code + ".";
			assertThat(action).endsWith(heading);
			assertThat(action.substring(0, action.length() - heading.length())).isNotBlank();
		}));
	}

	/**
	 * The reader sets properties, so every setting is named by its key.
	 */
	@TestFactory
	Stream<DynamicTest> everyActionNamesItsSettingsByTheirKeys() {
		return Stream.of(ShimmyErrorCode.values()).map((code) -> DynamicTest.dynamicTest(code.name(), () -> {
			String action = FailureReport.of(new ShimmyException(code, "It went wrong")).getAction();
			code.remedy()
				.arguments()
				.forEach((setting) -> assertThat(action).contains(PropertyKeys.of((Setting) setting)));
		}));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			INVALID_CONFIGURATION | docs/configuration.md lists every key
			BINARY_NOT_FOUND      | set shimmy.shimmy-path to a shimmy binary
			BINARY_NOT_FOUND      | set shimmy.binary.install to cargo
			PORT_IN_USE           | Set shimmy.preferred-port to 0
			START_FAILED          | logging.level.io.github.shimmy4j set to debug
			NOT_RUNNING           | set shimmy.auto-start to true. In code, ShimmySidecar.start()
			NOT_READY             | ShimmySidecar.ensureReady(timeout)
			CONTEXT_EXCEEDED      | memory advisor
			INTERNAL              | --debug
			""")
	void actionSaysHowItIsDoneInAnApplicationOfSpring(ShimmyErrorCode code, String words) {
		assertThat(FailureReport.of(new ShimmyException(code, "It went wrong")).getAction()).contains(words);
	}

	@Test
	void refusedValueIsTheOneOfItsKey() {
		FailureAnalysis analysis = FailureReport.of(Setting.RESTART_WINDOW.refuse("PT0S", "a duration above zero"));
		assertThat(analysis.getDescription())
			.isEqualTo("'shimmy.restart.window' is 'PT0S'; allowed is a duration above zero (INVALID_CONFIGURATION).");
		assertThat(analysis.getAction())
			.startsWith("Correct shimmy.restart.window. docs/configuration.md lists every key");
	}

	@Test
	void descriptionHasMessageCodeAndEndOfTheOutput() {
		List<String> output = IntStream.rangeClosed(1, 50).mapToObj((number) -> "line " + number).toList();
		FailureAnalysis analysis = FailureReport
			.of(new ShimmyException(ShimmyErrorCode.START_FAILED, "The server ended with 1", null, 1, output));
		assertThat(analysis.getDescription()).startsWith("The server ended with 1 (START_FAILED).")
			.contains("Last output of the process:\n    line 31\n")
			.endsWith("    line 50\n")
			.doesNotContain("line 30\n");
	}

	@Test
	void descriptionOfFailureWithoutProcessHasNoOutput() {
		assertThat(FailureReport.of(new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND, "No such model"))
			.getDescription()).isEqualTo("No such model (MODEL_NOT_FOUND).");
	}

	@Test
	void failureIsFoundInsideOthers() {
		ShimmyException failure = new ShimmyException(ShimmyErrorCode.PORT_IN_USE, "Every port is taken");
		assertThat(
				FailureReport.of(new ApplicationContextException("bean x", new RuntimeException(failure))).getCause())
			.isSameAs(failure);
	}

	@Test
	void applicationThatCannotStartPrintsReportAndNoStackTrace(@TempDir Path directory, CapturedOutput output) {
		FakeShimmyContext fake = FakeShimmyContext.in(directory,
				FakeShimmyContext.WELL.with(Fault.EXIT_AT_START, 2).with(Fault.EXIT_MESSAGE, "error: no such flag"));
		assertThatExceptionOfType(ApplicationContextException.class).isThrownBy(() -> run(fake));
		assertThat(output).contains("APPLICATION FAILED TO START", "Description:", "(START_FAILED).", "Action:",
				"    error: no such flag", "See docs/errors.md, heading START_FAILED.");
		assertThat(output.toString()).doesNotContain("\tat ");
		assertThat(fake.alivePids()).isEmpty();
	}

	@Test
	void applicationWithBadValuePrintsKeyValueAndRule(@TempDir Path directory, CapturedOutput output) {
		FakeShimmyContext fake = FakeShimmyContext.in(directory);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> run(fake, "--shimmy.port-range=-1"));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"'shimmy.port-range' is '-1'; allowed is a whole number from 0 to 65535 (INVALID_CONFIGURATION).");
		assertThat(output.toString()).doesNotContain("\tat ");
		assertThat(fake.startedPids()).isEmpty();
	}

	@Test
	void applicationWithMistypedKeyPrintsNearestName(@TempDir Path directory, CapturedOutput output) {
		FakeShimmyContext fake = FakeShimmyContext.in(directory);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> run(fake, "--shimmy.prefered-port=1"));
		assertThat(output).contains("APPLICATION FAILED TO START", "There is no property 'shimmy.prefered-port'",
				"the nearest name is 'shimmy.preferred-port'");
		assertThat(output.toString()).doesNotContain("\tat ");
		assertThat(fake.startedPids()).isEmpty();
	}

	private static void run(FakeShimmyContext fake, String... more) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		Stream<String> arguments = Stream.of(fake.properties()).map((property) -> "--" + property);
		Stream<String> logging = Stream.of("--logging.level.root=info", "--spring.main.banner-mode=off");
		application.run(Stream.of(arguments, logging, Stream.of(more)).flatMap((part) -> part).toArray(String[]::new))
			.close();
	}

	@ImportAutoConfiguration(ShimmySidecarAutoConfiguration.class)
	static class Application {

	}

}
