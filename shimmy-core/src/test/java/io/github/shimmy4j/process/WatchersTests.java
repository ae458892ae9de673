package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.process.WatchedChild.Watcher;
import io.github.shimmy4j.process.WatchedChild.Watchers;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the watchers' script. Each watches a real process in its own session; tests
 * that need other facts use a made-up /proc.
 */
class WatchersTests {

	private static final String NONCE = "0123456789abcdef";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@TempDir
	private Path proc;

	private final Watchers real = Watchers.find(Programs.real());

	private final List<Process> leaders = new ArrayList<>();

	@AfterEach
	void killTheRest() {
		this.leaders.stream().flatMap((leader) -> leader.descendants()).forEach(ProcessHandle::destroyForcibly);
		this.leaders.forEach(Process::destroyForcibly);
	}

	@Test
	void watcherLeavesTheChildAloneUntilTheLeaseEnds() throws IOException {
		Process child = sleeper();
		Watcher watcher = this.real.start(NONCE);
		watcher.watch(Long.toString(child.pid()));
		assertThat(child.isAlive()).isTrue();
		watcher.release();
		assertThat(watcher.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
		assertThat(ProcessTable.isGone(child.pid())).isTrue();
	}

	@Test
	void watcherThatIsReleasedBeforeItWasToldOfAChildEnds() throws IOException {
		Watcher watcher = this.real.start(NONCE);
		watcher.release();
		assertThat(watcher.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
	}

	@Test
	void watchOfAWatcherThatDoesNotAnswerThrows() throws IOException {
		Watchers broken = new Watchers(new CommandPrefix(List.of()), new ShellScript("exit 3"), this.proc, "");
		assertThatIOException().isThrownBy(() -> broken.start(NONCE).watch("1")).withMessageContaining("watcher");
	}

	@Test
	void watcherHasItsOwnSessionAndIgnoresSignalsThatEndApplications() throws IOException {
		Process child = sleeper();
		Watcher watcher = this.real.start(NONCE);
		watcher.watch(Long.toString(child.pid()));
		long pid = ProcessTable.watchers(NONCE).get(0);
		assertThat(ProcessTable.session(pid)).isEqualTo(pid);
		for (String signal : List.of("INT", "HUP", "TERM", "QUIT")) {
			signal(signal, pid);
		}
		watcher.release();
		assertThat(watcher.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
	}

	@Test
	void watcherKillsTheGroupWhereThereIsNoProc() throws IOException {
		Process child = sleeper();
		Watcher watcher = new Watchers(this.real.session(), this.real.script(), this.proc.resolve("none"),
				this.real.path())
			.start(NONCE);
		watcher.watch(Long.toString(child.pid()));
		watcher.release();
		assertThat(watcher.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
		assertThat(ProcessTable.isGone(child.pid())).isTrue();
	}

	/**
	 * Another process may have the child's id when the lease ends, and the group with
	 * that id is then not the child's. The columns: start time of the child, and of the
	 * process that now has its id (none: there is no such process); number of processes
	 * started at the beginning and at the end; number of ids; whether the group is
	 * killed.
	 */
	@ParameterizedTest
	@CsvSource({ "500, 500, 1000, 90000, 32768, true", "500, 501, 1000, 1010, 32768, false",
			"500, none, 1000, 1010, 32768, true", "500, none, 1000, 90000, 32768, false",
			"500, none, 0, 0, 32768, false", "500, none, 1000, 1000, 32768, false" })
	void watcherKillsTheGroupOnlyIfItsIdCannotBeReused(String before, String after, long begunBefore, long begunAfter,
			long ids, boolean killed) throws IOException {
		Process child = leader("sleep 600 & echo $!; wait");
		ProcessHandle member = ProcessHandle.of(Long.parseLong(child.inputReader().readLine())).orElseThrow();
		Files.createDirectory(this.proc.resolve("self"));
		Files.createDirectories(this.proc.resolve("sys/kernel"));
		Files.writeString(this.proc.resolve("sys/kernel/pid_max"), ids + "\n");
		begun(begunBefore);
		Path first = entry(child.pid(), child.pid(), before);
		Path second = entry(member.pid(), child.pid(), "600");
		Watcher watcher = new Watchers(this.real.session(), this.real.script(), this.proc, this.real.path())
			.start(NONCE);
		watcher.watch(Long.toString(child.pid()));
		begun(begunAfter);
		if (after.equals("none")) {
			Files.delete(first.resolve("stat"));
			Files.delete(first);
		}
		else {
			entry(child.pid(), child.pid(), after);
		}
		watcher.release();
		if (killed) {
			await().atMost(LIMIT).until(() -> ProcessTable.isGone(child.pid()) && ProcessTable.isGone(member.pid()));
			// A made-up process does not go away by itself.
			Files.deleteIfExists(first.resolve("stat"));
			Files.delete(second.resolve("stat"));
		}
		assertThat(watcher.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
		assertThat(ProcessTable.isGone(child.pid())).isEqualTo(killed);
		assertThat(ProcessTable.isGone(member.pid())).isEqualTo(killed);
	}

	/**
	 * The child ended and was reaped without a watcher, and another process has its id
	 * when the second watcher starts.
	 */
	@Test
	void watcherThatFollowsAnotherKnowsTheChildFromThatOne() throws IOException {
		Process stranger = sleeper();
		Files.createDirectory(this.proc.resolve("self"));
		Files.createDirectories(this.proc.resolve("sys/kernel"));
		Files.writeString(this.proc.resolve("sys/kernel/pid_max"), "32768\n");
		begun(1000);
		entry(stranger.pid(), stranger.pid(), "500");
		Watchers madeUp = new Watchers(this.real.session(), this.real.script(), this.proc, this.real.path());
		Watcher first = madeUp.start(NONCE);
		String known = first.watch(Long.toString(stranger.pid()));
		begun(90000);
		entry(stranger.pid(), stranger.pid(), "501");
		Watcher second = madeUp.start(NONCE);
		assertThat(second.watch(known)).isEqualTo(known);
		first.release();
		second.release();
		assertThat(first.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
		assertThat(second.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
		assertThat(ProcessTable.isGone(stranger.pid())).isFalse();
	}

	/** The first watcher's count also shows that ids may have been reused since. */
	@Test
	void watcherThatFollowsAnotherCountsFromWhereThatOneBegan() throws IOException {
		Process child = leader("sleep 600 & echo $!; wait");
		ProcessHandle member = ProcessHandle.of(Long.parseLong(child.inputReader().readLine())).orElseThrow();
		Files.createDirectory(this.proc.resolve("self"));
		Files.createDirectories(this.proc.resolve("sys/kernel"));
		Files.writeString(this.proc.resolve("sys/kernel/pid_max"), "32768\n");
		begun(1000);
		Path entry = entry(child.pid(), child.pid(), "500");
		entry(member.pid(), child.pid(), "600");
		Watchers madeUp = new Watchers(this.real.session(), this.real.script(), this.proc, this.real.path());
		Watcher first = madeUp.start(NONCE);
		String known = first.watch(Long.toString(child.pid()));
		begun(90000);
		Files.delete(entry.resolve("stat"));
		Files.delete(entry);
		Watcher second = madeUp.start(NONCE);
		second.watch(known);
		begun(90010);
		second.release();
		assertThat(second.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
		assertThat(ProcessTable.isGone(member.pid())).isFalse();
		first.release();
	}

	@Test
	void watcherThatReplacesAKilledOneLeavesAStrangerAlone() throws Exception {
		Process stranger = sleeper();
		Files.createDirectory(this.proc.resolve("self"));
		entry(stranger.pid(), stranger.pid(), "500");
		Watchers madeUp = new Watchers(this.real.session(), this.real.script(), this.proc, this.real.path());
		String nonce = "watcher-that-replaces";
		WatchedChild watched = WatchedChild.begin(stranger, nonce, madeUp, madeUp.start(nonce));
		Thread keeper = new Thread(watched::keep);
		keeper.start();
		entry(stranger.pid(), stranger.pid(), "501");
		long first = ProcessTable.watchers(nonce).get(0);
		ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
		await().atMost(LIMIT).until(() -> ProcessTable.watchers(nonce).stream().anyMatch((pid) -> pid != first));
		watched.end();
		await().atMost(LIMIT).until(() -> ProcessTable.watchers(nonce).isEmpty());
		assertThat(ProcessTable.isGone(stranger.pid())).isFalse();
		stranger.destroyForcibly();
		keeper.join();
	}

	@Test
	void watcherThatFollowsAnotherKillsTheGroupWhereThereIsNoProc() throws IOException {
		Process child = sleeper();
		Watchers none = new Watchers(this.real.session(), this.real.script(), this.proc.resolve("none"),
				this.real.path());
		Watcher first = none.start(NONCE);
		Watcher second = none.start(NONCE);
		second.watch(first.watch(Long.toString(child.pid())));
		second.release();
		assertThat(second.await()).isEqualTo(Watcher.Outcome.NOTHING_LEFT);
		assertThat(ProcessTable.isGone(child.pid())).isTrue();
		first.release();
	}

	private void begun(long processes) throws IOException {
		Files.writeString(this.proc.resolve("stat"), "cpu 1 2\nprocesses %d\n".formatted(processes));
	}

	private Path entry(long pid, long session, String start) throws IOException {
		Path entry = Files.createDirectories(this.proc.resolve(Long.toString(pid)));
		Files.writeString(entry.resolve("stat"),
				"%1$d (a) b) S 1 %2$d %2$d 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 %3$s 99\n".formatted(pid, session, start));
		return entry;
	}

	private Process sleeper() throws IOException {
		return leader("exec sleep 600");
	}

	private Process leader(String script) throws IOException {
		Process leader = new ProcessBuilder(this.real.session().wrap(List.of("/bin/sh", "-c", script))).start();
		this.leaders.add(leader);
		await().atMost(LIMIT).until(() -> ProcessTable.session(leader.pid()) == leader.pid());
		return leader;
	}

	private static void signal(String name, long pid) throws IOException {
		new ProcessBuilder("kill", "-s", name, Long.toString(pid)).start().onExit().join();
	}

}
