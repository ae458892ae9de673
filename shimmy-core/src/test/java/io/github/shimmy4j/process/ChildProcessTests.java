package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/** Tests for {@link ChildProcess} with small shells, started by the real launcher. */
class ChildProcessTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration GRACE = Duration.ofMillis(200);

	private static final String IGNORE_TERM = "trap '' TERM; echo ready; while :; do sleep 0.1; done";

	@TempDir
	private Path directory;

	private final List<OutputLine> heard = new CopyOnWriteArrayList<>();

	private final List<ChildProcess> children = new CopyOnWriteArrayList<>();

	@AfterEach
	void killTheRest() {
		this.children.forEach((child) -> child.stop(Duration.ZERO));
	}

	@Test
	void onExitGivesTheStatusAfterAllOutputWasRead() throws IOException {
		ChildProcess child = shell("echo out; echo err >&2; printf last; exit 7");
		assertThat(child.onExit()).succeedsWithin(LIMIT).isEqualTo(7);
		assertThat(child.outputTail()).containsExactlyInAnyOrder("out", "err", "last");
		assertThat(this.heard).contains(new OutputLine(OutputLine.Channel.STDOUT, "out"),
				new OutputLine(OutputLine.Channel.STDERR, "err"));
		assertThat(child.isAlive()).isFalse();
	}

	@Test
	void lastWordsAreKeptHoweverSoonTheProcessEnds() {
		assertLastWordsOf(100);
	}

	@Test
	@Tag("endurance")
	@Timeout(value = 5, unit = TimeUnit.MINUTES)
	void lastWordsOfManyAreKeptHoweverSoonTheProcessEnds() {
		assertLastWordsOf(2000);
	}

	private void assertLastWordsOf(int children) {
		List<ChildProcess> ended = IntStream.range(0, children).parallel().mapToObj((number) -> {
			ChildProcess child = shellOrFail("echo why >&2; exit 3");
			child.onExit().join();
			return child;
		}).toList();
		assertThat(ended).allSatisfy((child) -> assertThat(child.outputTail()).containsExactly("why"));
	}

	@Test
	void inputIsHandedOverAndEnds() throws IOException {
		ProcessSpec spec = new ProcessSpec(List.of("/bin/cat"), this.directory, Map.of(), Map.of(),
				Secret.of("first\nlast 안녕"));
		ChildProcess child = ProcessLauncher.system().launch(spec, this.heard::add);
		this.children.add(child);
		assertThat(child.onExit()).succeedsWithin(LIMIT).isEqualTo(0);
		assertThat(child.outputTail()).containsExactly("first", "last 안녕");
	}

	@Test
	void unreadInputDoesNotBlockTheCaller() throws IOException {
		ProcessSpec spec = new ProcessSpec(List.of("/bin/sh", "-c", "exit 4"), this.directory, Map.of(), Map.of(),
				Secret.of("x".repeat(1_000_000)));
		ChildProcess child = ProcessLauncher.system().launch(spec, this.heard::add);
		this.children.add(child);
		assertThat(child.onExit()).succeedsWithin(LIMIT).isEqualTo(4);
	}

	@Test
	void onExitAfterASignalGives128AndItsNumber() throws IOException {
		assertThat(shell("kill -SEGV $$").onExit()).succeedsWithin(LIMIT).isEqualTo(139);
		assertThat(shell("kill -KILL $$").onExit()).succeedsWithin(LIMIT).isEqualTo(137);
	}

	@Test
	void onExitWhenCancelledHasNoEffectOnTheProcessOrOnOthersWhoWait() throws IOException {
		ChildProcess child = shell("exec sleep 600");
		CompletableFuture<Integer> other = child.onExit();
		child.onExit().cancel(true);
		assertThat(child.isAlive()).isTrue();
		assertThat(other).isNotDone();
	}

	@Test
	void onExitWhenStdoutWasClosedEarlyWaitsForTheProcess() throws IOException {
		ChildProcess child = shell("echo first; exec >&-; sleep 0.1; echo later >&2; exit 3");
		assertThat(child.onExit()).succeedsWithin(LIMIT).isEqualTo(3);
		assertThat(child.outputTail()).contains("first", "later");
	}

	@Test
	void onExitWhenAGrandchildHoldsThePipeComesAllTheSame() throws IOException {
		ChildProcess child = shell("sleep 600 & echo $!; exit 0");
		assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(0);
		ProcessHandle.of(Long.parseLong(child.outputTail().get(0))).ifPresent(ProcessHandle::destroyForcibly);
	}

	@Test
	void inputIsAtItsEndSoThatAProgramThatReadsItGoesOn() throws IOException {
		assertThat(shell("cat; exit 4").onExit()).succeedsWithin(LIMIT).isEqualTo(4);
	}

	@Test
	void outputFarLargerThanAPipeWithoutANewlineBlocksNothing() throws IOException {
		ChildProcess child = shell("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo done");
		assertThat(child.onExit()).succeedsWithin(LIMIT).isEqualTo(0);
		assertThat(child.outputTail()).containsExactly("x".repeat(LineReader.MAX_LINE_BYTES), "done");
	}

	@Test
	void stopWhenTheProcessObeysTermDoesNotWaitForTheGrace() throws IOException {
		ChildProcess child = shell("exec sleep 600");
		assertThat(child.stop(Duration.ofMinutes(1))).succeedsWithin(LIMIT).isEqualTo(143);
		assertThat(ProcessTable.isGone(child.pid())).isTrue();
	}

	@Test
	void stopWhenTheProcessHandlesTermGivesItTheGrace() throws IOException {
		ChildProcess child = ready("trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.05; done");
		assertThat(child.stop(LIMIT)).succeedsWithin(LIMIT).isEqualTo(5);
		assertThat(child.outputTail()).contains("bye");
	}

	@Test
	void stopWhenTheProcessIgnoresTermKillsItAfterTheGrace() throws IOException {
		ChildProcess child = ready(IGNORE_TERM);
		long begin = System.nanoTime();
		assertThat(child.stop(GRACE)).succeedsWithin(LIMIT).isEqualTo(137);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(GRACE);
		assertThat(ProcessTable.isGone(child.pid())).isTrue();
	}

	@Test
	void stopWithoutGraceKillsAtOnce() throws IOException {
		assertThat(ready(IGNORE_TERM).stop(Duration.ZERO)).succeedsWithin(LIMIT).isEqualTo(137);
	}

	@Test
	void stopEndsAlsoWhatTheProcessStarted() throws IOException {
		ChildProcess child = ready("sleep 600 & echo $!; sh -c 'trap \"\" TERM; sleep 600; :' & echo ready; wait");
		List<Long> family = ProcessHandle.of(child.pid())
			.stream()
			.flatMap(ProcessHandle::descendants)
			.map(ProcessHandle::pid)
			.toList();
		assertThat(family).hasSizeGreaterThanOrEqualTo(2);
		assertThat(child.stop(LIMIT)).succeedsWithin(LIMIT);
		await().atMost(LIMIT).untilAsserted(() -> assertThat(family).allMatch(ProcessTable::isGone));
	}

	@Test
	void stopAfterTheEndAndASecondTimeGivesTheStatusAgain() throws IOException {
		ChildProcess child = shell("exit 6");
		assertThat(child.onExit()).succeedsWithin(LIMIT);
		assertThat(child.stop(GRACE)).succeedsWithin(LIMIT).isEqualTo(6);
		assertThat(child.stop(Duration.ZERO)).succeedsWithin(LIMIT).isEqualTo(6);
	}

	@Test
	void readersEndWithTheProcess() throws IOException {
		ChildProcess child = shell("exit 0");
		assertThat(child.onExit()).succeedsWithin(LIMIT);
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.endsWith("-" + child.pid())));
	}

	@Test
	void environmentOfTheProcessIsTheGivenOneAndItsSecrets() throws IOException {
		ChildProcess child = launch(new ProcessSpec(List.of("/usr/bin/env"), this.directory, Map.of("GIVEN", "1"),
				Map.of("KEY", Secret.of("secret"))));
		assertThat(child.onExit()).succeedsWithin(LIMIT).isEqualTo(0);
		assertThat(child.outputTail()).containsExactlyInAnyOrder("GIVEN=1", "KEY=secret",
				ProcessIdentity.VARIABLE + "=" + child.identity().nonce());
	}

	@Test
	void launchInADirectoryThatIsMissingFails() {
		assertThatIOException().isThrownBy(
				() -> launch(new ProcessSpec(List.of("/bin/sh"), this.directory.resolve("no"), Map.of(), Map.of())));
	}

	private ChildProcess ready(String script) throws IOException {
		ChildProcess child = shell(script);
		await().atMost(LIMIT).untilAsserted(() -> assertThat(child.outputTail()).contains("ready"));
		return child;
	}

	private ChildProcess shellOrFail(String script) {
		try {
			return shell(script);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ChildProcess shell(String script) throws IOException {
		return launch(new ProcessSpec(List.of("/bin/sh", "-c", script), this.directory,
				Map.of("PATH", System.getenv("PATH")), Map.of()));
	}

	private ChildProcess launch(ProcessSpec spec) throws IOException {
		ChildProcess child = ProcessLauncher.system().launch(spec, this.heard::add);
		this.children.add(child);
		return child;
	}

}
