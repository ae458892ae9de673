package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CommandRunner}, with real processes. */
class CommandRunnerTests {

	private final CommandRunner runner = new CommandRunner(ProcessLauncher.system());

	@TempDir
	private Path directory;

	@Test
	void outputIsDrainedAndOnlyItsEndIsKept() throws IOException, InterruptedException {
		CommandResult result = run("head -c 3000000 /dev/zero | tr '\\0' 'x'; echo; seq 1 300; exit 7", 20);
		assertThat(result.exitStatus()).isEqualTo(7);
		assertThat(result.outputTail()).hasSize(100).startsWith("201").endsWith("300");
	}

	@Test
	void outputIsKeptFromItsBeginningUpToABound() throws IOException, InterruptedException {
		CommandResult result = run("yes 'a line' | head -n 2000000", 60);
		assertThat(result.cut()).isTrue();
		assertThat(result.output()).hasSize(CommandRunner.MAX_OUTPUT_CHARACTERS / "a line\n".length())
			.containsOnly("a line");
	}

	@Test
	void errorsAreNoOutputAndComeLast() throws IOException, InterruptedException {
		CommandResult result = run("echo wrong >&2; sleep 0.1; echo one; echo; echo two", 20);
		assertThat(result.output()).containsExactly("one", "", "two");
		assertThat(result.outputTail()).containsExactly("one", "two", "wrong");
		assertThat(result.cut()).isFalse();
	}

	@Test
	void inputAndEnvironmentAreTheCommands() throws IOException, InterruptedException {
		assertThat(run("cat; echo \"$NAME $(pwd) ${HOME-none}\"", 20).outputTail())
			.containsExactly("input value " + this.directory + " none");
	}

	@Test
	void programThatExceedsItsLimitIsKilled() {
		assertThatExceptionOfType(CommandTimeoutException.class)
			.isThrownBy(() -> run("echo begun; echo $$ > pid; exec sleep 600", 1))
			.withMessageEndingWith("did not end within 1000 ms")
			.satisfies((ex) -> assertThat(ex.outputTail()).containsExactly("begun"));
		assertThat(this.directory.resolve("pid")).content()
			.satisfies((pid) -> assertThat(ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive))
				.isEmpty());
	}

	@Test
	void callerIsCalledWhileTheProgramRuns() throws IOException, InterruptedException {
		AtomicInteger calls = new AtomicInteger();
		this.runner.run(spec("while [ ! -e called ]; do sleep 0.01; done"), Duration.ofSeconds(20), (line) -> {
		}, () -> {
			if (calls.incrementAndGet() == 1) {
				assertThat(this.directory.resolve("called").toFile().mkdir()).isTrue();
			}
		});
		assertThat(calls).hasValueGreaterThanOrEqualTo(1);
	}

	private CommandResult run(String script, int seconds) throws IOException, InterruptedException {
		return this.runner.run(spec(script), Duration.ofSeconds(seconds));
	}

	private ProcessSpec spec(String script) {
		return new ProcessSpec(List.of("/bin/sh", "-c", script), this.directory,
				Map.of("NAME", "value", "PATH", "/usr/bin:/bin"), Map.of(), Secret.of("input "));
	}

}
