package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.shimmy4j.process.WatchedChild.Watchers;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/** Real children with families of processes: faults E1 and E2. */
class GuardedChildTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration GRACE = Duration.ofMillis(200);

	/**
	 * A child, a grandchild, one with a session of its own, and two whose parents end.
	 */
	private static final String FAMILY = """
			sleep 600 &
			sh -c 'sleep 600 & wait' &
			setsid sh -c 'sleep 600 & wait' &
			sh -c 'sleep 600 & exit 0'
			sh -c 'setsid sleep 600 & exit 0'
			""";

	private static final int FAMILY_SIZE = 7;

	@TempDir
	private Path directory;

	private ChildProcess child;

	@BeforeEach
	void startNothing() {
		this.child = null;
	}

	@AfterEach
	void killTheRest() {
		if (this.child != null) {
			this.child.stop(Duration.ZERO).join();
		}
	}

	@Test
	void stopWhenTheChildAndItsGroupIgnoreTermKillsAllAfterTheGrace() throws IOException {
		launch("trap '' TERM HUP; sh -c 'sleep 600; :' & sh -c 'sleep 600; :' & echo ready; wait");
		awaitFamilyOf(5);
		long begin = System.nanoTime();
		assertThat(this.child.stop(GRACE)).succeedsWithin(LIMIT).isEqualTo(137);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(GRACE);
		assertNothingIsLeft();
	}

	@Test
	void stopWhenTheChildEndsInTimeLeavesNoneOfItsFamily() throws IOException {
		launch(FAMILY + "exec sleep 600");
		awaitFamilyOf(FAMILY_SIZE + 1);
		assertThat(this.child.stop(LIMIT)).succeedsWithin(LIMIT).isEqualTo(143);
		assertNothingIsLeft();
	}

	@Test
	void childThatEndsByItselfLeavesNoneOfItsFamily() throws IOException {
		launch(FAMILY + "read -r line; exit 3", Secret.of("\n"));
		assertThat(this.child.onExit()).succeedsWithin(LIMIT).isEqualTo(3);
		assertNothingIsLeft();
	}

	@Test
	void childThatIsKilledLeavesNoneOfItsFamily() throws IOException {
		launch(FAMILY + "exec sleep 600");
		awaitFamilyOf(FAMILY_SIZE + 1);
		ProcessHandle.of(this.child.pid()).ifPresent(ProcessHandle::destroyForcibly);
		assertThat(this.child.onExit()).succeedsWithin(LIMIT).isEqualTo(137);
		assertNothingIsLeft();
	}

	@Test
	void processOfTheSessionWithoutOurVariableIsKilledAsWell() throws IOException {
		launch("env -i sleep 600 & echo $!; sleep 0.1; exit 0");
		assertThat(this.child.onExit()).succeedsWithin(LIMIT).isEqualTo(0);
		long stranger = Long.parseLong(this.child.outputTail().get(0));
		assertThat(ProcessTable.isGone(stranger)).isTrue();
	}

	@Test
	void watcherThatIsKilledIsReplacedByOneThatDoesTheSame() throws IOException {
		launch(FAMILY + "exec sleep 600");
		awaitFamilyOf(FAMILY_SIZE + 1);
		long first = watcher();
		ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
		await().atMost(LIMIT)
			.until(() -> ProcessTable.watchers(nonce()).stream().anyMatch((pid) -> pid != first)
					&& this.child.isAlive());
		assertThat(this.child.stop(Duration.ZERO)).succeedsWithin(LIMIT).isEqualTo(137);
		assertNothingIsLeft();
	}

	@Test
	void watcherThatIsKilledWhileTheChildIsStoppedIsReplacedToFinish() throws IOException {
		launch("trap '' TERM; " + FAMILY + "echo ready; while :; do sleep 0.1; done");
		await().atMost(LIMIT).until(() -> this.child.outputTail().contains("ready"));
		long first = watcher();
		CompletableFuture<Integer> stopped = this.child.stop(GRACE);
		ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
		assertThat(stopped).succeedsWithin(LIMIT).isEqualTo(137);
		assertNothingIsLeft();
	}

	@Test
	void endOfTheThreadThatLaunchedDoesNotEndTheChild() throws InterruptedException {
		CompletableFuture<ChildProcess> launched = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			Thread.currentThread().interrupt();
			try {
				launch("exec sleep 600");
				launched.complete(this.child);
			}
			catch (IOException ex) {
				launched.completeExceptionally(ex);
			}
		});
		caller.start();
		caller.join();
		launched.join();
		await().during(GRACE).atMost(LIMIT).until(this.child::isAlive);
	}

	@Test
	void threadsOfAChildEndWithIt() throws IOException {
		launch("exec sleep 600");
		String suffix = "-" + this.child.pid();
		assertThat(threads()).anyMatch((name) -> name.equals("shimmy-child" + suffix));
		this.child.stop(Duration.ZERO).join();
		await().atMost(LIMIT).untilAsserted(() -> assertThat(threads()).noneMatch((name) -> name.endsWith(suffix)));
	}

	@ParameterizedTest
	@MethodSource("machines")
	void familyIsKilledOnMachinesThatLackSomePrograms(List<String> programs, @TempDir Path bin) throws IOException {
		SearchPath path = Programs.only(bin, programs.toArray(String[]::new));
		launch(new PosixLauncher(GuardedStart.find(path), new Watchers(CommandPrefix.ownSession(path),
				Watchers.find(path).script(), Path.of("/proc"), "/usr/bin:/bin"), path), FAMILY + "exec sleep 600",
				Secret.of(""));
		awaitFamilyOf(FAMILY_SIZE + 1);
		assertThat(this.child.stop(LIMIT)).succeedsWithin(LIMIT).isEqualTo(143);
		assertNothingIsLeft();
	}

	static Stream<List<String>> machines() {
		return Stream.of(List.of(), List.of("setsid"), List.of("perl"), List.of("setpriv"));
	}

	@Test
	void childWhoseWatcherCannotBeStartedRunsAllTheSameAndTakesItsChildrenAlong(@TempDir Path bin) throws IOException {
		Watchers none = new Watchers(new CommandPrefix(List.of("/no/such/program")), new ShellScript(""),
				Path.of("/proc"), "");
		launch(new PosixLauncher(GuardedStart.find(Programs.real()), none, Programs.real()),
				"sleep 600 & sh -c 'sleep 600 & wait' & exec sleep 600", Secret.of(""));
		awaitFamilyOf(4);
		assertThat(ProcessTable.watchers(nonce())).isEmpty();
		assertThat(this.child.stop(LIMIT)).succeedsWithin(LIMIT).isEqualTo(143);
		await().atMost(LIMIT).untilAsserted(this::assertNothingIsLeft);
	}

	@Test
	void launchWhenNoWatcherAnswersThrowsAndRunsNothing() {
		Watchers broken = new Watchers(new CommandPrefix(List.of()), new ShellScript("exit 3"), Path.of("/proc"), "");
		ProcessLauncher launcher = new PosixLauncher(GuardedStart.find(Programs.real()), broken, Programs.real());
		assertThatIOException().isThrownBy(() -> launch(launcher, "echo ran > ran", Secret.of("")));
		assertThat(this.directory.resolve("ran")).doesNotExist();
	}

	@Test
	void launchOfAProgramThatIsMissingThrows() {
		assertThatIOException().isThrownBy(() -> ProcessLauncher.system()
			.launch(new ProcessSpec(List.of("no-such-program"), this.directory, Map.of(), Map.of()), (line) -> {
			})).withMessageContaining("no-such-program");
	}

	private void launch(String script) throws IOException {
		launch(script, Secret.of(""));
	}

	private void launch(String script, Secret input) throws IOException {
		launch(ProcessLauncher.system(), script, input);
	}

	private void launch(ProcessLauncher launcher, String script, Secret input) throws IOException {
		this.child = launcher.launch(new ProcessSpec(List.of("/bin/sh", "-c", script), this.directory,
				Map.of("PATH", System.getenv("PATH")), Map.of(), input), (line) -> {
				});
	}

	private String nonce() {
		return this.child.identity().nonce();
	}

	private long watcher() {
		return ProcessTable.watchers(nonce()).get(0);
	}

	private void awaitFamilyOf(int size) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(ProcessTable.marked(nonce())).hasSize(size));
	}

	private void assertNothingIsLeft() {
		assertThat(ProcessTable.marked(nonce())).isEmpty();
		assertThat(ProcessTable.watchers(nonce())).isEmpty();
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

}
