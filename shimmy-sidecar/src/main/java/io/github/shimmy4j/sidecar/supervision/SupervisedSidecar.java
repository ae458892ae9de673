package io.github.shimmy4j.sidecar.supervision;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.shimmy4j.concurrent.Waits;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarListener;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.launch.LaunchTools;
import io.github.shimmy4j.sidecar.machine.ReadyWatch;
import io.github.shimmy4j.sidecar.machine.RunningServer;
import io.github.shimmy4j.sidecar.machine.SidecarMachine;
import io.github.shimmy4j.sidecar.machine.SidecarState;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * A sidecar whose state machine is called by the mailbox's thread. Calls and events are
 * posted to the mailbox; work runs on other threads, and its results are posted back.
 */
final class SupervisedSidecar implements ShimmySidecar {

	private static final PrintableLogger logger = PrintableLogger.of(SupervisedSidecar.class);

	/** In addition to the grace: time that the kernel takes to end a killed process. */
	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);

	private final LaunchTools tools;

	private final Duration closeLimit;

	private final EventDispatcher events;

	private final CallerThreads answers;

	private final Launches.Mailbox mailbox = new Launches.Mailbox();

	private final Launches launches;

	private final SidecarMachine machine;

	SupervisedSidecar(SidecarOptions options, LaunchTools tools, Clock clock) {
		this(options, tools, clock, CLOSE_MARGIN);
	}

	SupervisedSidecar(SidecarOptions options, LaunchTools tools, Clock clock, Duration closeMargin) {
		this.tools = tools;
		this.closeLimit = options.shutdownGrace().plus(closeMargin);
		this.events = new EventDispatcher(tools.threads());
		this.answers = new CallerThreads(tools.threads());
		this.launches = new Launches(options, tools, clock, this.mailbox, this.events);
		this.machine = this.launches.machine();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> start() {
		return ask(this.machine::startRequested);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> startNow() {
		return ask((waiter) -> {
			if (this.machine.state().phase() == Phase.BACKING_OFF) {
				this.machine.restartRequested(waiter);
			}
			else {
				this.machine.startRequested(waiter);
			}
		});
	}

	@Override
	public CompletableFuture<SidecarSnapshot> whenReady() {
		return ask(this.machine::readinessAwaited);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> stop() {
		CompletableFuture<SidecarSnapshot> answer = new CompletableFuture<>();
		if (!this.mailbox.post(() -> this.machine.stopRequested(answer))) {
			answer.complete(snapshot());
		}
		return this.answers.handedOn(answer);
	}

	@Override
	public void forgetStop() {
		this.mailbox.post(this.machine.watch()::forgetStop);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> restart() {
		return ask(this.machine::restartRequested);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> switchModel(ModelReference model) {
		Objects.requireNonNull(model, "model");
		return ask((waiter) -> this.machine.models().requested(model, waiter));
	}

	@Override
	public void abandonSwitch() {
		this.mailbox.post(() -> {
			if (this.machine.models().abandon()) {
				this.launches.cancelFetch();
			}
		});
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		CompletableFuture<SidecarState.Ready> granted = asked(this.machine::useRequested);
		CompletableFuture<ServerUse> given = new CompletableFuture<>();
		granted.whenCompleteAsync((ready, failure) -> {
			if (failure != null) {
				given.completeExceptionally(failure);
				return;
			}
			ServerUse use = use(ready);
			if (!given.complete(use)) {
				use.close();
			}
		}, this.answers);
		given.whenComplete((use, failure) -> {
			if (granted.cancel(false)) {
				this.mailbox.post(this.machine.watch()::useAbandoned);
			}
		});
		return given;
	}

	private ServerUse use(SidecarState.Ready ready) {
		PostedUse use = new PostedUse(ready.launch(), ready.server());
		this.machine.watch().granted(ready.launch(), use);
		return use;
	}

	private CompletableFuture<SidecarSnapshot> ask(Consumer<CompletableFuture<SidecarSnapshot>> question) {
		return this.answers.handedOn(asked(question));
	}

	private <T> CompletableFuture<T> asked(Consumer<CompletableFuture<T>> question) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		if (!this.mailbox.post(() -> question.accept(answer))) {
			answer.completeExceptionally(SidecarState.notRunning("was closed"));
		}
		return answer;
	}

	@Override
	public SidecarSnapshot ensureReady(Duration timeout) {
		CompletableFuture<SidecarSnapshot> ready = start();
		try {
			return Waits.forResult(ready, timeout, "sidecar");
		}
		catch (TimeoutException ex) {
			ready.cancel(false);
			throw new ShimmyException(ShimmyErrorCode.NOT_READY,
					"The sidecar was not ready within %s; it is %s".formatted(timeout, snapshot().activity()), ex);
		}
	}

	@Override
	public int port() {
		return this.launches.published().server().port();
	}

	@Override
	public ServerEndpoint endpoint() {
		return this.launches.published().server().endpoint();
	}

	@Override
	public Optional<ExpectedServer> expectedServer() {
		return this.launches.expected();
	}

	@Override
	public SidecarSnapshot snapshot() {
		return this.launches.published().snapshot();
	}

	@Override
	public List<PhaseChange> phaseChanges() {
		return this.launches.published().changes();
	}

	@Override
	public List<String> outputTail() {
		return this.launches.outputTail();
	}

	@Override
	public Runnable addListener(SidecarListener listener) {
		return this.events.add(listener);
	}

	@Override
	public void close() {
		CompletableFuture<SidecarSnapshot> closed = new CompletableFuture<>();
		if (!this.mailbox.post(() -> close(closed))) {
			return;
		}
		awaitClosed(closed, this.closeLimit);
		this.mailbox.post(() -> this.machine
			.closeOverdue(new ShimmyException(ShimmyErrorCode.INTERNAL, "The server did not end during the close")));
		this.tools.ownership().record().close();
		this.mailbox.close();
		this.events.close();
		this.answers.close();
	}

	private void close(CompletableFuture<SidecarSnapshot> closed) {
		this.machine.closeRequested(closed);
		this.launches.cancelFetch();
	}

	/** Waits even after an interrupt, because a process that stays is worse. */
	private static void awaitClosed(CompletableFuture<SidecarSnapshot> closed, Duration limit) {
		boolean interrupted = Thread.interrupted();
		try {
			closed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.error("The server did not end during the close; its process may still run", ex);
		}
		catch (InterruptedException ex) {
			awaitClosed(closed, limit);
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** A use that posts its outcome to the state machine. */
	private final class PostedUse implements ServerUse {

		private final int launch;

		private final RunningServer server;

		private final ReadyWatch watch = SupervisedSidecar.this.machine.watch();

		private final AtomicBoolean closed = new AtomicBoolean();

		PostedUse(int launch, RunningServer server) {
			this.launch = launch;
			this.server = server;
		}

		private void post(Runnable outcome) {
			SupervisedSidecar.this.mailbox.post(outcome);
		}

		@Override
		public ServerEndpoint endpoint() {
			return this.server.endpoint();
		}

		@Override
		public CompletableFuture<ShimmyException> lost() {
			// A copy for each use would stay registered until the server ends.
			return this.server.lost();
		}

		@Override
		public void reading(Duration atMost) {
			this.watch.progress().reading(this.launch, this, atMost);
		}

		@Override
		public void progressed() {
			if (this.watch.progress().grew(this.launch, this)) {
				post(() -> this.watch.generationProgressed(this.launch));
			}
		}

		@Override
		public void succeeded() {
			post(() -> this.watch.generationSucceeded(this.launch));
		}

		@Override
		public void failed(ShimmyException failure) {
			post(() -> this.watch.generationFailed(this.launch, failure, this));
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				this.watch.progress().end(this);
				post(() -> this.watch.useEnded(this.launch));
			}
		}

	}

}
