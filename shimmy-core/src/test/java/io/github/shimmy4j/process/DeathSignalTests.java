package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests for {@link CommandPrefix#deathSignal}. */
class DeathSignalTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	@Test
	void wrappedCommandIsKilledWhenTheThreadEndsThatStartedIt() {
		CommandPrefix signal = CommandPrefix.deathSignal(Programs.real());
		CompletableFuture<Process> started = new CompletableFuture<>();
		CompletableFuture<Void> over = new CompletableFuture<>();
		new Thread(() -> {
			try {
				started.complete(new ProcessBuilder(signal.wrap(List.of("/bin/sleep", "600"))).start());
			}
			catch (IOException ex) {
				started.completeExceptionally(ex);
			}
			over.join();
		}).start();
		Process process = started.join();
		await().atMost(LIMIT)
			.until(() -> Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm")).equals("sleep\n"));
		assertThat(process.isAlive()).isTrue();
		over.complete(null);
		assertThat(process.onExit()).succeedsWithin(LIMIT).returns(137, Process::exitValue);
	}

	@Test
	void wrapWhenSetprivCannotDoItLeavesTheCommandAsItIs() throws IOException {
		CommandPrefix signal = CommandPrefix
			.deathSignal(Programs.script(this.directory, "setpriv", "echo 'unrecognized option' >&2; exit 1"));
		assertThat(signal.wrap(List.of("/bin/shimmy"))).containsExactly("/bin/shimmy");
	}

	@Test
	void wrapWhenThereIsNoSetprivLeavesTheCommandAsItIs() {
		assertThat(CommandPrefix.deathSignal(new SearchPath(List.of(this.directory))).wrap(List.of("/bin/shimmy")))
			.containsExactly("/bin/shimmy");
	}

}
