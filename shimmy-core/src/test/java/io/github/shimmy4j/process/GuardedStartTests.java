package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link GuardedStart} with real shells: fault E3, before the program runs. */
class GuardedStartTests {

	private static final int REFUSED = 125;

	@TempDir
	private Path directory;

	private final GuardedStart start = GuardedStart.find(Programs.real());

	@Test
	void goLetsTheProgramRunUnderTheSameIdAndReadTheRestOfTheInput() throws IOException {
		Process process = begin(ProcessHandle.current().pid(), "echo $$; cat");
		this.start.go(process);
		process.getOutputStream().write("go on\n".getBytes(StandardCharsets.UTF_8));
		process.getOutputStream().close();
		assertThat(process.inputReader().lines()).containsExactly(Long.toString(process.pid()), "go on");
		assertThat(process.onExit().join().exitValue()).isZero();
	}

	@Test
	void programNeverRunsWhenTheParentIsGoneBeforeItGoes() throws IOException {
		Process process = begin(ProcessHandle.current().pid(), "echo ran > ran");
		process.getOutputStream().close();
		assertThat(process.onExit().join().exitValue()).isEqualTo(REFUSED);
		assertThat(this.directory.resolve("ran")).doesNotExist();
	}

	@Test
	void programNeverRunsWhenTheParentWasGoneBeforeItsDeathWasSignalled() throws IOException {
		// An orphan gets another parent.
		Process process = begin(1, "echo ran > ran");
		this.start.go(process);
		assertThat(process.onExit().join().exitValue()).isEqualTo(REFUSED);
		assertThat(this.directory.resolve("ran")).doesNotExist();
	}

	@Test
	void programThatCannotRunEndsWithTheStatusOfShells() throws IOException {
		Path file = Files.writeString(this.directory.resolve("plain"), "text");
		Process process = new ProcessBuilder(
				this.start.command(List.of(file.toString()), ProcessHandle.current().pid()))
			.start();
		this.start.go(process);
		assertThat(process.onExit().join().exitValue()).isEqualTo(126);
	}

	private Process begin(long parent, String script) throws IOException {
		return new ProcessBuilder(this.start.command(List.of("/bin/sh", "-c", script), parent))
			.directory(this.directory.toFile())
			.start();
	}

}
