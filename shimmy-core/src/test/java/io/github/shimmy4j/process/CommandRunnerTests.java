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
import static org.assertj.core.api.Assertions.assertThatIOException;

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
	void inputIsClosedAndTheEnvironmentIsTheCommands() throws IOException, InterruptedException {
		assertThat(run("cat; echo \"$NAME $(pwd) ${HOME-none}\"", 20).outputTail())
			.containsExactly("value " + this.directory + " none");
	}

	@Test
	void programThatIsNotDoneInTimeIsKilled() {
		assertThatIOException().isThrownBy(() -> run("exec sleep 60", 0))
			.withMessageContaining("was not done after 0 s");
	}

	@Test
	void callerIsCalledWhileTheProgramRuns() throws IOException, InterruptedException {
		AtomicInteger calls = new AtomicInteger();
		this.runner.run(command("while [ ! -e called ]; do sleep 0.01; done", 20), () -> {
			if (calls.incrementAndGet() == 1) {
				assertThat(this.directory.resolve("called").toFile().mkdir()).isTrue();
			}
		});
		assertThat(calls).hasValueGreaterThanOrEqualTo(1);
	}

	private CommandResult run(String script, int seconds) throws IOException, InterruptedException {
		return this.runner.run(command(script, seconds), () -> {
		});
	}

	private Command command(String script, int seconds) {
		return new Command(List.of("/bin/sh", "-c", script), this.directory,
				Map.of("NAME", "value", "PATH", "/usr/bin:/bin"), Duration.ofSeconds(seconds));
	}

}
