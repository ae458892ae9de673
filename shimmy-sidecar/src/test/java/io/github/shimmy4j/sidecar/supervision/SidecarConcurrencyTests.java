package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault E5: many threads that start and stop one sidecar. */
class SidecarConcurrencyTests {

	private static final int THREADS = 10;

	private static final Duration LIMIT = SidecarBench.LIMIT;

	/** {@code ForkJoinPool-} is JUnit's, whose threads come and go with other tests. */
	private static final List<String> POOLS = List.of("process reaper", "HttpClient-", "ForkJoinPool.commonPool-",
			"ForkJoinPool-", "awaitility");

	@TempDir
	private Path directory;

	private SidecarBench bench;

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

	private final Logger logger = (Logger) LoggerFactory.getLogger(SupervisedSidecar.class.getPackageName());

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
		this.logger.setLevel(Level.INFO);
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void nothingIsLeft() {
		this.executor.shutdownNow();
		this.bench.close();
		this.logger.detachAppender(this.log);
	}

	@Test
	void startAndStopByTenThreadsMakeOneChildAtMostAndOnlyLegalMoves() throws Exception {
		startAndStopByTenThreads(32);
	}

	@Test
	@Tag("endurance")
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void startAndStopByTenThreadsTwoHundredTimesMakeOneChildAtMostAndOnlyLegalMoves() throws Exception {
		startAndStopByTenThreads(200);
	}

	private void startAndStopByTenThreads(int rounds) throws Exception {
		OneAtATime launcher = new OneAtATime();
		ShimmySidecar sidecar = this.bench.create(
				this.bench.install(FakeShimmyBinary.version("1.7.4").with(Fault.BIND_DELAY, Duration.ofMillis(1))),
				launcher);
		// So that all is loaded, and the ten threads are there.
		allAtOnce(new Random(0), () -> sidecar.ensureReady(LIMIT));
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		Set<Thread> threads = threads();
		long files = Footprint.take().files();
		Queue<CompletableFuture<SidecarSnapshot>> answers = new ConcurrentLinkedQueue<>();
		for (int round = 0; round < rounds; round++) {
			allAtOnce(new Random(round), () -> answers.add(sidecar.start()), () -> answers.add(sidecar.stop()));
			letItGetSomewhere(round, sidecar);
			if (round % 8 == 7) {
				assertThat(sidecar.start()).succeedsWithin(LIMIT);
				assertThat(sidecar.stop()).succeedsWithin(LIMIT);
			}
		}
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).isDone());
		assertThat(launcher.together).as("servers launched while another one lived").isEmpty();
		assertThat(this.bench.pids()).hasSizeLessThanOrEqualTo(launcher.children.size());
		assertThat(launcher.children).hasSizeGreaterThanOrEqualTo(rounds / 8);
		assertNothingWentWrong();
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		SidecarBench.eventually().untilAsserted(() -> {
			assertThat(threads()).isSubsetOf(threads);
			assertThat(Footprint.take().files()).as("open files").isLessThanOrEqualTo(files);
		});
	}

	/** All threads but those that a pool keeps for the next task. */
	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> POOLS.stream().noneMatch(thread.getName()::startsWith))
			.collect(Collectors.toSet());
	}

	@Test
	void closeByTenThreadsWhileOthersStartAndStopEndsEverything() throws Exception {
		for (int round = 0; round < 5; round++) {
			ShimmySidecar sidecar = this.bench
				.create(this.bench.install(FakeShimmyBinary.version("1.7.4").with(Fault.NEVER_BIND)));
			Queue<CompletableFuture<SidecarSnapshot>> answers = new ConcurrentLinkedQueue<>();
			sidecar.start();
			allAtOnce(new Random(round), () -> answers.add(sidecar.start()), sidecar::close,
					() -> answers.add(sidecar.stop()));
			sidecar.close();
			assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.CLOSED);
			assertThat(answers)
				.allSatisfy((answer) -> assertThat(answer.handle((value, failure) -> true)).succeedsWithin(LIMIT));
		}
		assertNothingWentWrong();
	}

	/** An illegal move is logged as a defect. */
	private void assertNothingWentWrong() {
		assertThat(this.log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
			.extracting(ILoggingEvent::getFormattedMessage)
			.isEmpty();
	}

	/** So that the next round meets it at rest, before a spawn, after it, or ready. */
	private static void letItGetSomewhere(int round, ShimmySidecar sidecar) {
		Set<Phase> awaited = switch (round % 4) {
			case 0 -> EnumSet.allOf(Phase.class);
			case 1, 2 -> EnumSet.complementOf(EnumSet.of(Phase.STOPPING));
			default -> EnumSet.of(Phase.STOPPED, Phase.READY);
		};
		SidecarBench.eventually().untilAsserted(() -> {
			SidecarSnapshot snapshot = sidecar.snapshot();
			assertThat(snapshot.phase()).isIn(awaited);
			assertThat(round % 4 == 2 && snapshot.phase() == Phase.STARTING && snapshot.pid() == null).isFalse();
		});
	}

	private void allAtOnce(Random random, Runnable... actions) throws Exception {
		List<Callable<Void>> calls = IntStream.range(0, THREADS).<Callable<Void>>mapToObj((i) -> {
			Runnable action = actions[random.nextInt(actions.length)];
			return () -> {
				action.run();
				return null;
			};
		}).toList();
		for (Future<Void> call : this.executor.invokeAll(calls)) {
			call.get();
		}
	}

	/** Remembers every child, and those that were launched while another one lived. */
	private static final class OneAtATime implements ProcessLauncher {

		private final Queue<ChildProcess> children = new ConcurrentLinkedQueue<>();

		private final Queue<Long> together = new ConcurrentLinkedQueue<>();

		@Override
		public ChildProcess launch(ProcessSpec spec, Consumer<OutputLine> listener) throws IOException {
			this.children.stream().filter(ChildProcess::isAlive).map(ChildProcess::pid).forEach(this.together::add);
			ChildProcess child = ProcessLauncher.system().launch(spec, listener);
			this.children.add(child);
			return child;
		}

	}

}
