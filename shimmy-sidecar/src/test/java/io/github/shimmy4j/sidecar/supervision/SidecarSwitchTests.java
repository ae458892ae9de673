package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.UseOptions;
import io.github.shimmy4j.sidecar.launch.UsersRegistry;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static io.github.shimmy4j.model.ModelReference.parse;
import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** The switch of the model from outside: real processes, real calls, two models. */
@Execution(ExecutionMode.CONCURRENT)
class SidecarSwitchTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	private static final FakeShimmyBinary WELL = FakeShimmyBinary.version("1.7.4");

	@TempDir
	private Path directory;

	private SidecarBench bench;

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
		TestModel.write(this.bench.home.models().resolve("one.gguf"));
		TestModel.write(this.bench.home.models().resolve("two.gguf"));
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
	}

	private CompletableFuture<String> ask(ShimmySidecar sidecar) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return this.bench.ask(sidecar, "What is the capital of France?").body();
			}
			catch (IOException ex) {
				return "nothing";
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	/** One of two slots is free, and is granted until the new model was fetched. */
	private static CompletableFuture<ServerUse> whoeverIsLetInNoMore(ShimmySidecar sidecar) throws Exception {
		while (true) {
			CompletableFuture<ServerUse> asked = sidecar.use();
			try {
				asked.get(300, TimeUnit.MILLISECONDS).close();
			}
			catch (TimeoutException ex) {
				return asked;
			}
		}
	}

	private boolean isInUse(String model) throws IOException {
		Path file = this.bench.home.models().resolve(model + ".gguf");
		Optional<ModelFile.Use> alone = ModelFile.Use.tryAlone(this.bench.home.models(), file);
		alone.ifPresent(ModelFile.Use::close);
		return alone.isEmpty();
	}

	@Test
	void callsUnderWayEndOnTheOldModelAndThoseThatWaitAreServedByTheNew() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(WELL.with(Fault.TOKEN_DELAY, Duration.ofMillis(30))).model("one"));
		long first = sidecar.ensureReady(LIMIT).pid();
		assertThat(isInUse("one")).isTrue();
		ServerUse use = sidecar.use().join();
		CompletableFuture<String> answer = ask(sidecar);
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(parse("two"));
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().nextModel()).isEqualTo("two"));
		assertThat(answer).succeedsWithin(LIMIT).asString().contains("Paris");
		CompletableFuture<ServerUse> waiting = whoeverIsLetInNoMore(sidecar);
		assertThat(ProcessTable.isGone(first)).as("while a call is under way").isFalse();
		use.close();
		assertThat(switched).succeedsWithin(LIMIT).satisfies((ready) -> {
			assertThat(ready.phase()).isEqualTo(Phase.READY);
			assertThat(ready.model()).isEqualTo("two");
			assertThat(ready.nextModel()).isNull();
			assertThat(ready.lastFailure()).isNull();
		});
		assertThat(ProcessTable.isGone(first)).isTrue();
		assertThat(waiting).succeedsWithin(LIMIT).satisfies((granted) -> {
			assertThat(granted.endpoint().model()).isEqualTo("two");
			granted.close();
		});
		assertThat(ask(sidecar)).succeedsWithin(LIMIT).asString().contains("Paris");
		assertThat(isInUse("one")).isFalse();
		assertThat(isInUse("two")).isTrue();
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		assertThat(isInUse("two")).isFalse();
		assertThat(this.bench.lifeEvents()).containsSubsequence(SidecarEvent.Ready.class, SidecarEvent.Stopped.class,
				SidecarEvent.Starting.class, SidecarEvent.Ready.class, SidecarEvent.Switched.class);
	}

	@Test
	void modelThatWasFetchedForASwitchIsNotLookedUpAgainUnlessItChanged() throws Exception {
		ModelDirectory models = new ModelDirectory(this.bench.home.models(), new ModelCatalog(List.of()));
		UsersRegistry registry = new UsersRegistry(models::locate);
		ShimmySidecar sidecar = this.bench.create(this.bench.install(WELL).model("one"), registry);
		sidecar.ensureReady(LIMIT);
		assertThat(sidecar.switchModel(parse("two"))).succeedsWithin(LIMIT);
		assertThat(registry.located()).containsExactly("one", "two");
		assertThat(sidecar.restart()).succeedsWithin(LIMIT);
		assertThat(registry.located()).containsExactly("one", "two", "two");
		ServerUse use = sidecar.use().join();
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(parse("one"));
		whoeverIsLetInNoMore(sidecar).thenAccept(ServerUse::close);
		Files.setLastModifiedTime(this.bench.home.models().resolve("one.gguf"), FileTime.fromMillis(0));
		use.close();
		assertThat(switched).succeedsWithin(LIMIT);
		assertThat(registry.located()).containsExactly("one", "two", "two", "one", "one");
	}

	@Test
	void callsThatDoNotEndWithinTheLimitAreLostAndTheModelIsSwitched() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(WELL)
			.model("one")
			.use(new UseOptions(0, false, Duration.ZERO, Duration.ofMillis(200), LIMIT)));
		sidecar.ensureReady(LIMIT);
		ServerUse endless = sidecar.use().join();
		assertThat(sidecar.switchModel(parse("two"))).succeedsWithin(LIMIT);
		assertThat(endless.lost()).succeedsWithin(LIMIT)
			.extracting(ShimmyException::code)
			.isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(sidecar.endpoint().model()).isEqualTo("two");
		endless.close();
		assertThat(sidecar.snapshot().inFlight()).isZero();
	}

	/** The fake, as a server that cannot load one of two models. */
	@Test
	void modelThatTheServerCannotLoadGivesWayToTheOldOne() throws Exception {
		SampleOptions options = this.bench.install(WELL).model("one");
		Path picky = Files.writeString(this.directory.resolve("shimmy"), """
				#!/bin/sh
				if [ "$1" = serve ] && ls -l "$5" | grep -q two.gguf; then echo 'too large for me' >&2; exit 7; fi
				exec '%s' "$@"
				""".formatted(this.directory.resolve("bin/shimmy")));
		Files.setPosixFilePermissions(picky, PosixFilePermissions.fromString("rwx------"));
		ShimmySidecar sidecar = this.bench.create(options.binary(picky));
		sidecar.ensureReady(LIMIT);
		ServerUse use = sidecar.use().join();
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(parse("two"));
		CompletableFuture<ServerUse> waiting = whoeverIsLetInNoMore(sidecar);
		use.close();
		assertFails(switched, LIMIT, ShimmyErrorCode.START_FAILED)
			.hasMessageContaining("'two' could not be started, and 'one' serves again")
			.satisfies((failure) -> {
				assertThat(failure.exitStatus()).isEqualTo(7);
				assertThat(failure.outputTail()).contains("too large for me");
			});
		assertThat(waiting).succeedsWithin(LIMIT)
			.satisfies((granted) -> assertThat(granted.endpoint().model()).isEqualTo("one"));
		assertThat(ask(sidecar)).succeedsWithin(LIMIT).asString().contains("Paris");
		assertThat(sidecar.snapshot().model()).isEqualTo("one");
		assertThat(sidecar.snapshot().restarts()).isZero();
		assertThat(isInUse("two")).isFalse();
	}

	@Test
	void modelIsFetchedWhileTheOldOneServesAndAFailureThereChangesNothing() throws Exception {
		Path tiny = TestModel.write(this.directory.resolve("source.gguf"));
		CountDownLatch arriving = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		DownloadHandler downloads = (model, destination, progress) -> {
			arriving.countDown();
			released.await();
			Files.copy(tiny, destination);
		};
		ShimmySidecar sidecar = this.bench.create(this.bench.install(WELL).model("one"),
				SidecarApplication.catalog(tiny), downloads);
		long pid = sidecar.ensureReady(LIMIT).pid();
		assertFails(sidecar.switchModel(parse("three")), LIMIT, ShimmyErrorCode.MODEL_NOT_FOUND);
		Path noModel = Files.writeString(this.directory.resolve("text.gguf"), "text");
		assertFails(sidecar.switchModel(new ModelReference.File(noModel)), LIMIT, ShimmyErrorCode.NOT_A_MODEL);
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(parse("tiny"));
		arriving.await();
		assertFails(sidecar.switchModel(parse("two")), LIMIT, ShimmyErrorCode.NOT_READY);
		assertThat(ask(sidecar)).succeedsWithin(LIMIT).asString().contains("Paris");
		assertThat(sidecar.snapshot().pid()).isEqualTo(pid);
		assertThat(sidecar.snapshot().model()).isEqualTo("one");
		assertThat(sidecar.snapshot().nextModel()).isEqualTo("tiny");
		released.countDown();
		assertThat(switched).succeedsWithin(LIMIT).satisfies((ready) -> assertThat(ready.model()).isEqualTo("tiny"));
		assertThat(this.bench.pids()).hasSize(2);
	}

	@Test
	void switchThatIsAbandonedWhileItsModelIsFetchedEndsTheTransferAndAnotherMayFollow() throws Exception {
		Path tiny = TestModel.write(this.directory.resolve("source.gguf"));
		CountDownLatch arriving = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		ShimmySidecar sidecar = this.bench.create(this.bench.install(WELL).model("one"),
				SidecarApplication.catalog(tiny), (model, destination, progress) -> {
					arriving.countDown();
					try {
						new CountDownLatch(1).await();
					}
					finally {
						interrupted.countDown();
					}
				});
		long pid = sidecar.ensureReady(LIMIT).pid();
		sidecar.abandonSwitch();
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(parse("tiny"));
		arriving.await();
		sidecar.abandonSwitch();
		assertFails(switched, LIMIT, ShimmyErrorCode.NOT_READY);
		assertThat(interrupted.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(sidecar.snapshot().pid()).isEqualTo(pid);
		assertThat(sidecar.snapshot().nextModel()).isNull();
		assertThat(sidecar.switchModel(parse("two"))).succeedsWithin(LIMIT);
		assertThat(sidecar.snapshot().model()).isEqualTo("two");
	}

	@Test
	void closeWhileAModelIsFetchedEndsTheTransfer() throws Exception {
		Path tiny = TestModel.write(this.directory.resolve("source.gguf"));
		CountDownLatch arriving = new CountDownLatch(1);
		ShimmySidecar sidecar = this.bench.create(this.bench.install(WELL).model("one"),
				SidecarApplication.catalog(tiny), (model, destination, progress) -> {
					arriving.countDown();
					new CountDownLatch(1).await();
				});
		sidecar.ensureReady(LIMIT);
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(parse("tiny"));
		arriving.await();
		sidecar.close();
		assertFails(switched, LIMIT, ShimmyErrorCode.NOT_RUNNING);
		assertFails(sidecar.switchModel(parse("two")), LIMIT, ShimmyErrorCode.NOT_RUNNING);
	}

	@Test
	void modelThatIsSwitchedBeforeTheStartIsTheOneThatStarts() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(WELL).model("one"));
		assertThat(sidecar.switchModel(parse("two"))).succeedsWithin(LIMIT).satisfies((snapshot) -> {
			assertThat(snapshot.phase()).isEqualTo(Phase.STOPPED);
			assertThat(snapshot.model()).isEqualTo("two");
		});
		assertThat(this.bench.pids()).isEmpty();
		sidecar.ensureReady(LIMIT);
		assertThat(sidecar.endpoint().model()).isEqualTo("two");
		assertThat(sidecar.switchModel(parse("one"))).succeedsWithin(LIMIT);
		assertThat(sidecar.switchModel(parse("two"))).succeedsWithin(LIMIT);
		assertThat(this.bench.pids()).hasSize(3);
	}

	@Test
	void switchWhileTheServerStartsReplacesItAndWhoeverWaitsGetsTheNewModel() {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(WELL.with(Fault.BIND_DELAY, Duration.ofMillis(500))).model("one"));
		CompletableFuture<SidecarSnapshot> started = sidecar.start();
		eventually().untilAsserted(() -> assertThat(this.bench.pids()).hasSize(1));
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(parse("two"));
		assertThat(started).succeedsWithin(LIMIT).satisfies((ready) -> assertThat(ready.model()).isEqualTo("two"));
		assertThat(switched).succeedsWithin(LIMIT);
		assertThat(ProcessTable.isGone(this.bench.pids().get(0))).isTrue();
	}

}
