package io.github.shimmy4j.binary;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.ProcessLauncher;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Fault L1: everything that can be wrong with a binary that was named. */
class BinaryIdentityTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	@Test
	void identifyOfBothGenerationsKnowsVersionAndCapabilities() throws Exception {
		assertThat(identify(FakeShimmyBinary.version("1.7.4").install(this.directory))).isEqualTo(new ShimmyBinary(
				this.directory.resolve("shimmy"), new ServerVersion(1, 7, 4), ServerCapabilities.SHIMMY_1));
		assertThat(identify(FakeShimmyBinary.version("2.6.5").install(this.directory))).isEqualTo(new ShimmyBinary(
				this.directory.resolve("shimmy"), new ServerVersion(2, 6, 5), ServerCapabilities.SHIMMY_2));
	}

	@Test
	void identifyOfARelativePathRunsItWhereItIsAndGivesAnAbsoluteOne() throws Exception {
		Path installed = FakeShimmyBinary.version("1.7.4").install(this.directory);
		Path relative = Path.of("").toAbsolutePath().relativize(installed);
		assertThat(identify(relative).path()).isAbsolute().hasSameBinaryContentAs(installed);
	}

	@Test
	void identifyOfAMissingFileFails() {
		Path missing = this.directory.resolve("none");
		assertFails(missing, ShimmyErrorCode.BINARY_NOT_FOUND)
			.withMessage("Program '%s' does not exist".formatted(missing));
	}

	@Test
	void identifyOfALinkToNothingFails() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("nowhere"));
		assertFails(link, ShimmyErrorCode.BINARY_NOT_FOUND).withMessageContaining("is a link to nothing");
	}

	@Test
	void identifyOfADirectoryFails() {
		assertFails(this.directory, ShimmyErrorCode.BINARY_NOT_EXECUTABLE).withMessageContaining("is a directory");
	}

	@Test
	void identifyOfAFileThatMayNotBeExecutedFails() throws IOException {
		Path file = Files.writeString(this.directory.resolve("shimmy"), "#!/bin/sh\necho shimmy 1.7.4\n");
		assertFails(file, ShimmyErrorCode.BINARY_NOT_EXECUTABLE).withMessageContaining("may not be executed");
	}

	@Test
	void identifyOfAnExecutableTextFileDoesNotFeedItToAShell() throws IOException {
		Path trace = this.directory.resolve("trace");
		Path text = Programs.write(this.directory.resolve("notes.txt"), "touch '%s'\n".formatted(trace));
		assertFails(text, ShimmyErrorCode.BINARY_NOT_EXECUTABLE).withMessageContaining("not a program");
		assertThat(trace).doesNotExist();
	}

	@Test
	void identifyOfAnEmptyFileFails() throws IOException {
		assertFails(Programs.write(this.directory.resolve("empty"), ""), ShimmyErrorCode.BINARY_NOT_EXECUTABLE);
	}

	@Test
	void identifyOfAScriptWhoseInterpreterIsMissingFails() throws IOException {
		Path script = Programs.write(this.directory.resolve("shimmy"), "#!/no/such/interpreter\n");
		assertFails(script, ShimmyErrorCode.BINARY_INCOMPATIBLE);
	}

	@Test
	void identifyOfAProgramForAnotherMachineFails() throws IOException {
		Path elf = Programs.write(this.directory.resolve("shimmy"), "\u007fELF and nothing that this machine runs");
		assertFails(elf, ShimmyErrorCode.BINARY_INCOMPATIBLE);
	}

	@Test
	void identifyOfAProgramThatNeedsANewerLibraryShowsWhatItSaid() throws IOException {
		String complaint = "version `GLIBC_2.99' not found (required by shimmy)";
		Path program = Programs.script(this.directory.resolve("shimmy"),
				"echo \"%s\" >&2; exit 1".formatted(complaint.replace("`", "\\`")));
		assertFails(program, ShimmyErrorCode.BINARY_INCOMPATIBLE).withMessageContaining("status 1").satisfies((ex) -> {
			assertThat(ex.exitStatus()).isEqualTo(1);
			assertThat(ex.outputTail()).containsExactly(complaint);
		});
	}

	@Test
	void identifyOfAnotherProgramShowsWhatItPrinted() throws IOException {
		Path program = Programs.script(this.directory.resolve("shimmy"), "echo git version 2.39.5");
		assertFails(program, ShimmyErrorCode.BINARY_INCOMPATIBLE)
			.satisfies((ex) -> assertThat(ex.outputTail()).containsExactly("git version 2.39.5"));
	}

	@Test
	void identifyOfAGenerationThatIsNotKnownNamesItAndTheKnownOnes() throws IOException {
		Path program = Programs.script(this.directory.resolve("shimmy"), "echo shimmy 3.0.0");
		assertFails(program, ShimmyErrorCode.BINARY_INCOMPATIBLE).withMessageContaining("3.0.0")
			.withMessageContaining("1.x and 2.x");
	}

	@Test
	void identifyOfAProgramThatDoesNotEndGivesUp() throws IOException {
		Path program = Programs.script(this.directory.resolve("shimmy"), "echo waiting; sleep 600");
		Duration limit = Duration.ofMillis(300);
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> new BinaryIdentity(ProcessLauncher.system(), System.getenv(), limit).identify(program))
			.withMessageContaining("did not end within 300 ms")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE))
			.satisfies((ex) -> assertThat(ex.outputTail()).containsExactly("waiting"));
	}

	@Test
	void identifyRunsTheProgramWithTheAllowedPartOfTheEnvironment() throws Exception {
		Path program = Programs.script(this.directory.resolve("shimmy"),
				"test -z \"$SHIMMY_API_KEY\" || exit 9; test \"$LC_ALL\" = C || exit 8; echo shimmy 1.7.4");
		Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "SHIMMY_API_KEY", "k", "LC_ALL", "C");
		assertThat(new BinaryIdentity(ProcessLauncher.system(), environment, TIMEOUT).identify(program).version())
			.hasToString("1.7.4");
	}

	/** A child that another thread was starting had inherited the descriptor. */
	@Test
	void identifyOfAProgramThatIsStillOpenForWritingTriesAgain() throws Exception {
		Path program = Programs.script(this.directory.resolve("shimmy"), "echo shimmy 1.7.4");
		try (OutputStream writer = Files.newOutputStream(program, StandardOpenOption.APPEND)) {
			ProcessLauncher launcher = (spec, listener) -> {
				ChildProcess child = ProcessLauncher.system().launch(spec, listener);
				child.onExit().join();
				writer.close();
				return child;
			};
			assertThat(new BinaryIdentity(launcher, System.getenv(), TIMEOUT).identify(program).version())
				.hasToString("1.7.4");
		}
	}

	private static ShimmyBinary identify(Path path) throws InterruptedException {
		return new BinaryIdentity(ProcessLauncher.system(), System.getenv(), TIMEOUT).identify(path);
	}

	private static ThrowableAssertAlternative<ShimmyException> assertFails(Path path, ShimmyErrorCode code) {
		return assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> identify(path))
			.withMessageContaining("'" + path)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
	}

}
