package io.github.shimmy4j.sidecar;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.sidecar.SidecarState.LaunchedProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sidecar of real processes: a mailbox thread around the state machine. Everything
 * that happens is posted to it; what it asks for runs elsewhere and is posted back.
 */
final class SupervisedSidecar implements ShimmySidecar {

	private static final Logger logger = LoggerFactory.getLogger(SupervisedSidecar.class);

	/** Beyond the grace: the time that a kernel takes to end a killed process. */
	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);

	private final SidecarOptions options;

	private final LaunchTools tools;

	private final EventDispatcher events = new EventDispatcher();

	private final Mailbox mailbox = new Mailbox();

	private final SidecarMachine machine;

	private final Map<Integer, ServerLaunch> launches = new ConcurrentHashMap<>();

	private volatile PublishedState published;

	SupervisedSidecar(SidecarOptions options, LaunchTools tools, Clock clock) {
		this.options = options;
		this.tools = tools;
		this.machine = new SidecarMachine(clock,
				new RestartPolicy(options.maxRestarts(), options.restartWindow(),
						() -> ThreadLocalRandom.current().nextDouble()),
				new RestartHistory(options.restartWindow(), tools.nanoTime()),
				new SnapshotFactory(ModelFile.nameOf(options.model()), options.gpuMode()), new Outside());
		this.published = new PublishedState(this.machine.state(), this.machine.snapshot());
	}

	@Override
	public CompletableFuture<SidecarSnapshot> start() {
		return ask(this.machine::startRequested);
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
		return handedOn(answer);
	}

	private CompletableFuture<SidecarSnapshot> ask(Consumer<CompletableFuture<SidecarSnapshot>> question) {
		CompletableFuture<SidecarSnapshot> answer = new CompletableFuture<>();
		if (!this.mailbox.post(() -> question.accept(answer))) {
			answer.completeExceptionally(
					new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The sidecar does not run: it was closed"));
		}
		return handedOn(answer);
	}

	/**
	 * What a caller chains to the answer must not run on the mailbox thread, and whoever
	 * gives up must be forgotten there.
	 */
	private static CompletableFuture<SidecarSnapshot> handedOn(CompletableFuture<SidecarSnapshot> answer) {
		CompletableFuture<SidecarSnapshot> given = new CompletableFuture<>();
		answer.whenCompleteAsync((value, failure) -> {
			if (failure != null) {
				given.completeExceptionally(failure);
			}
			else {
				given.complete(value);
			}
		});
		given.whenComplete((value, failure) -> answer.cancel(false));
		return given;
	}

	@Override
	public SidecarSnapshot ensureReady(Duration timeout) {
		CompletableFuture<SidecarSnapshot> ready = start();
		try {
			return ready.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			ready.cancel(false);
			throw new ShimmyException(ShimmyErrorCode.NOT_READY,
					"The sidecar was not ready within %s; it is %s".formatted(timeout, snapshot().phase()), ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ShimmyException failure) ? failure
					: new ShimmyException(ShimmyErrorCode.INTERNAL, "The sidecar failed: " + ex.getCause(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the sidecar was interrupted", ex);
		}
	}

	@Override
	public int port() {
		return this.published.server().port();
	}

	@Override
	public ServerEndpoint endpoint() {
		return this.published.server().endpoint();
	}

	@Override
	public SidecarSnapshot snapshot() {
		return this.published.snapshot();
	}

	@Override
	public List<String> outputTail() {
		return this.launches.values().stream().findFirst().map(ServerLaunch::outputTail).orElse(List.of());
	}

	@Override
	public Runnable addListener(SidecarListener listener) {
		return this.events.add(listener);
	}

	@Override
	public void generationSucceeded() {
		this.mailbox.post(this.machine::generationSucceeded);
	}

	@Override
	public void generationFailed(ShimmyException failure) {
		this.mailbox.post(() -> this.machine.generationFailed(failure));
	}

	@Override
	public void close() {
		CompletableFuture<SidecarSnapshot> closed = new CompletableFuture<>();
		if (!this.mailbox.post(() -> this.machine.closeRequested(closed))) {
			return;
		}
		awaitClosed(closed, this.options.shutdownGrace().plus(CLOSE_MARGIN));
		this.tools.ownership().close();
		this.mailbox.close();
		this.events.close();
	}

	/**
	 * Waits even where the thread was interrupted: a process that is left behind is
	 * worse.
	 */
	private static void awaitClosed(CompletableFuture<SidecarSnapshot> closed, Duration limit) {
		boolean interrupted = Thread.interrupted();
		try {
			closed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.error("The server did not end; its process may still run", ex);
		}
		catch (InterruptedException ex) {
			awaitClosed(closed, limit);
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** The world that the state machine acts on. */
	private final class Outside implements Effects {

		@Override
		public void launch(int number) {
			ServerLaunch launch = new ServerLaunch(number, SupervisedSidecar.this.tools, SupervisedSidecar.this.options,
					new PostedReport(number));
			SupervisedSidecar.this.launches.put(number, launch);
			launch.begin();
		}

		@Override
		public void end(int number) {
			ServerLaunch launch = SupervisedSidecar.this.launches.get(number);
			CompletableFuture<Void> end = (launch != null) ? launch.end() : CompletableFuture.completedFuture(null);
			end.whenComplete((ignored, failure) -> SupervisedSidecar.this.mailbox.post(() -> {
				SupervisedSidecar.this.launches.remove(number);
				if (failure == null) {
					SupervisedSidecar.this.machine.ended(number);
				}
				else {
					SupervisedSidecar.this.machine.endFailed(number, new ShimmyException(ShimmyErrorCode.INTERNAL,
							"The server could not be ended: " + failure, failure));
				}
			}));
		}

		@Override
		public void probe(int number, RunningServer server) {
			ServerLaunch launch = SupervisedSidecar.this.launches.get(number);
			if (launch != null) {
				launch.probe(server.endpoint().wireModel())
					.thenAccept((generates) -> SupervisedSidecar.this.mailbox
						.post(() -> SupervisedSidecar.this.machine.probed(number, generates)));
			}
		}

		@Override
		public void wakeAfter(Duration delay, int number) {
			SupervisedSidecar.this.mailbox.postAfter(delay, () -> SupervisedSidecar.this.machine.backoffOver(number));
		}

		@Override
		public void publish(SidecarSnapshot snapshot) {
			SupervisedSidecar.this.published = new PublishedState(SupervisedSidecar.this.machine.state(), snapshot);
		}

		@Override
		public void warn(String message) {
			LifeLog.warn(message);
		}

		@Override
		public void emit(SidecarEvent event) {
			LifeLog.log(event);
			SupervisedSidecar.this.events.emit(event);
		}

	}

	/** Posts what a launch tells. */
	private final class PostedReport implements LaunchReport {

		private final int number;

		PostedReport(int number) {
			this.number = number;
		}

		@Override
		public void acceleratorChosen(AcceleratorChoice choice) {
			SupervisedSidecar.this.mailbox
				.post(() -> SupervisedSidecar.this.machine.acceleratorChosen(this.number, choice));
		}

		@Override
		public void deviceHeard() {
			SupervisedSidecar.this.mailbox.post(() -> SupervisedSidecar.this.machine.deviceHeard(this.number));
		}

		@Override
		public void spawned(long pid, int port) {
			SupervisedSidecar.this.mailbox
				.post(() -> SupervisedSidecar.this.machine.spawned(this.number, new LaunchedProcess(pid, port)));
		}

		@Override
		public void launched(RunningServer server) {
			SupervisedSidecar.this.mailbox.post(() -> SupervisedSidecar.this.machine.launched(this.number, server));
		}

		@Override
		public void lost(ShimmyException reason) {
			SupervisedSidecar.this.mailbox.post(() -> {
				SupervisedSidecar.this.launches.remove(this.number);
				SupervisedSidecar.this.machine.lost(this.number, reason);
			});
		}

		@Override
		public void wrote(OutputLine line) {
			SupervisedSidecar.this.events.emitOutput(switch (line.channel()) {
				case STDOUT -> new SidecarEvent.Stdout(line.text());
				case STDERR -> new SidecarEvent.Stderr(line.text());
			});
		}

	}

}
