package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WindowsLauncher} with a real process and what Windows would be asked.
 */
class WindowsLauncherTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	@Test
	void launchPutsTheProcessIntoAJobThatEndsWithIt() throws IOException {
		RecordingJobApi api = new RecordingJobApi("");
		ChildProcess child = launch(() -> api);
		assertThat(api.calls).contains("OpenProcess 0x101 false " + child.pid())
			.doesNotContain("TerminateJobObject job 1");
		assertThat(child.stop(LIMIT)).succeedsWithin(LIMIT).isEqualTo(143);
		assertThat(api.calls).endsWith("TerminateJobObject job 1", "CloseHandle job");
	}

	@Test
	void launchWhenThereCanBeNoJobRunsTheProcessAllTheSame() throws IOException {
		ChildProcess refused = launch(() -> new RecordingJobApi("CreateJobObject"));
		assertThat(refused.stop(Duration.ZERO)).succeedsWithin(LIMIT).isEqualTo(137);
		ChildProcess unloaded = launch(() -> {
			throw new UnsatisfiedLinkError("no kernel32");
		});
		assertThat(unloaded.stop(Duration.ZERO)).succeedsWithin(LIMIT).isEqualTo(137);
	}

	private ChildProcess launch(Supplier<JobObject.Api> api) throws IOException {
		return new WindowsLauncher(api, Long.BYTES)
			.launch(new ProcessSpec(List.of("/bin/sleep", "600"), this.directory, Map.of(), Map.of()), (line) -> {
			});
	}

}
