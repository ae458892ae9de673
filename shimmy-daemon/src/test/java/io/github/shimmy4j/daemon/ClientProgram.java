package io.github.shimmy4j.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FirstProgram} in a JVM of its own that has ended.
 *
 * @param status its exit status
 * @param said lines of its standard output
 * @param errors its standard error
 */
record ClientProgram(int status, List<String> said, String errors) {

	/**
	 * Libraries of this module's tests, which a program with the client does not have.
	 */
	private static final List<String> NOT_OF_THE_CLIENT = List.of("shimmy-gateway", "shimmy-test-support", "junit",
			"assertj", "awaitility", "logback");

	/**
	 * Runs it to its end.
	 * @param environment its whole environment
	 * @param directory directory for its output
	 */
	static ClientProgram run(Map<String, String> environment, Path directory) throws IOException, InterruptedException {
		Path output = directory.resolve("program.txt");
		Path errors = directory.resolve("program-errors.txt");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", classPath(), FirstProgram.class.getName())
			.redirectOutput(output.toFile())
			.redirectError(errors.toFile());
		builder.environment().clear();
		builder.environment().putAll(environment);
		Process program = builder.start();
		assertThat(program.waitFor(4, TimeUnit.MINUTES)).as("the program has ended").isTrue();
		return new ClientProgram(program.exitValue(), Files.readAllLines(output), Files.readString(errors));
	}

	private static String classPath() {
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> NOT_OF_THE_CLIENT.stream()
				.noneMatch((name) -> Path.of(entry).getFileName().toString().startsWith(name)))
			.collect(Collectors.joining(File.pathSeparator));
		assertThat(classPath).doesNotContain("spring");
		return classPath;
	}

}
