package io.github.shimmy4j.sidecar.supervision;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.launch.LaunchPlan;
import io.github.shimmy4j.sidecar.launch.LaunchReport;
import io.github.shimmy4j.sidecar.launch.LaunchTools;
import io.github.shimmy4j.sidecar.launch.ModelFetch;
import io.github.shimmy4j.sidecar.launch.ServerLaunch;
import io.github.shimmy4j.sidecar.machine.Effects;
import io.github.shimmy4j.sidecar.machine.ModelSwitch;
import io.github.shimmy4j.sidecar.machine.RunningServer;
import io.github.shimmy4j.sidecar.machine.SidecarMachine;
import io.github.shimmy4j.sidecar.machine.SidecarState;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Does the work that its state machine asks for: launches and ends servers, fetches
 * models, logs, and posts the results back to the machine.
 */
final class Launches implements Effects {

	private static final PrintableLogger logger = PrintableLogger.of(Launches.class);

	private final SidecarOptions options;

	private final LaunchTools tools;

	private final Mailbox mailbox;

	private final EventDispatcher events;

	private final SidecarMachine machine;

	private final Map<Integer, ServerLaunch> launches = new ConcurrentHashMap<>();

	/** The last fetch; only the mailbox's thread reads and writes it. */
	private @Nullable ModelFetch fetch;

	private final LastLaunch last = new LastLaunch();

	private volatile PublishedState published;

	/** Creates the machine too, which does nothing yet. */
	Launches(SidecarOptions options, LaunchTools tools, Clock clock, Mailbox mailbox, EventDispatcher events) {
		this.options = options;
		this.tools = tools;
		this.mailbox = mailbox;
		this.events = events;
		this.machine = new SidecarMachine(options, clock, tools.nanoTime(),
				() -> ThreadLocalRandom.current().nextDouble(), this);
		this.published = new PublishedState(this.machine.state(), this.machine.snapshot(), List.of());
	}

	/** The machine, for the mailbox's thread. */
	SidecarMachine machine() {
		return this.machine;
	}

	/** The last state that the machine has published. */
	PublishedState published() {
		return this.published;
	}

	/** Facts about the server of the last launch. */
	Optional<ExpectedServer> expected() {
		return this.last.server();
	}

	/** The last lines of the present server's output, oldest first. */
	List<String> outputTail() {
		return this.launches.values().stream().findFirst().map(ServerLaunch::outputTail).orElse(List.of());
	}

	/** Cancels the fetch of a model, if one is under way. */
	void cancelFetch() {
		if (this.fetch != null) {
			this.fetch.cancel();
		}
	}

	@Override
	public void launch(int number, ModelReference model, boolean fetched) {
		this.last.begins(model);
		LaunchPlan plan = (fetched && this.fetch != null) ? this.fetch.planFor(model) : null;
		ServerLaunch launch = new ServerLaunch(number, this.tools, this.options, model, plan, new PostedReport(number));
		this.launches.put(number, launch);
		launch.begin();
	}

	@Override
	public void fetch(int number, ModelReference model) {
		ModelFetch begun = new ModelFetch(number, this.tools, model);
		this.fetch = begun;
		begun.begin().whenComplete((plan, failure) -> this.mailbox.post(() -> {
			ModelSwitch models = this.machine.models();
			if (failure instanceof ShimmyException reason) {
				models.notFetched(number, reason);
			}
			else {
				models.fetched(number);
			}
		}));
	}

	@Override
	public void end(int number) {
		ServerLaunch launch = this.launches.get(number);
		CompletableFuture<Void> end = (launch != null) ? launch.end() : CompletableFuture.completedFuture(null);
		end.whenComplete((ignored, failure) -> this.mailbox.post(() -> {
			this.launches.remove(number);
			if (failure == null) {
				this.machine.ended(number);
			}
			else {
				this.machine.endFailed(number, new ShimmyException(ShimmyErrorCode.INTERNAL,
						"The server could not be ended: " + failure, failure));
			}
		}));
	}

	@Override
	public void kill(int number, ShimmyException reason) {
		ServerLaunch launch = this.launches.get(number);
		if (launch != null) {
			launch.kill(reason);
		}
	}

	@Override
	public void checkHealth(int number) {
		ServerLaunch launch = this.launches.get(number);
		if (launch != null) {
			launch.checkHealth()
				.thenAccept(
						(answered) -> this.mailbox.post(() -> this.machine.watch().healthChecked(number, answered)));
		}
	}

	@Override
	public void probe(int number, RunningServer server) {
		ServerLaunch launch = this.launches.get(number);
		if (launch != null) {
			launch.probe(server.endpoint().wireModel())
				.thenAccept((answer) -> this.mailbox.post(() -> this.machine.watch().probed(number, answer)));
		}
	}

	@Override
	public void later(Duration delay, Runnable call) {
		this.mailbox.postAfter(delay, call);
	}

	@Override
	public void publish(SidecarSnapshot snapshot, List<PhaseChange> changes) {
		this.published = new PublishedState(this.machine.state(), snapshot, changes);
	}

	@Override
	public void warn(String message) {
		logger.warn(message);
	}

	@Override
	public void emit(SidecarEvent event) {
		log(event);
		this.events.emit(event);
	}

	/** One line for each event, but start and readiness are logged by the launch. */
	private static void log(SidecarEvent event) {
		if (event instanceof SidecarEvent.Restarting restarting) {
			logger.warn("Restarting the server in {} ms: {}", restarting.delay().toMillis(),
					restarting.reason().getMessage());
		}
		else if (event instanceof SidecarEvent.Error error) {
			logger.error("Gave up: {} ({})", error.reason().getMessage(), error.reason().code());
		}
		else if (event instanceof SidecarEvent.Switched switched) {
			logger.info("Switched from '{}' to '{}'", switched.from(), switched.to());
		}
		else if (event instanceof SidecarEvent.SwitchFailed failed) {
			logger.warn("Could not switch from '{}' to '{}': {} ({})", failed.from(), failed.to(),
					failed.reason().getMessage(), failed.reason().code());
		}
		else if (event instanceof SidecarEvent.Stopped) {
			logger.info("Shimmy is stopped");
		}
	}

	/** Posts the reports of one launch to the state machine. */
	private final class PostedReport implements LaunchReport {

		private final int number;

		PostedReport(int number) {
			this.number = number;
		}

		private void post(Consumer<SidecarMachine> report) {
			Launches.this.mailbox.post(() -> report.accept(Launches.this.machine));
		}

		@Override
		public void acceleratorChosen(AcceleratorChoice choice) {
			post((machine) -> machine.acceleratorChosen(this.number, choice));
		}

		@Override
		public void expects(ExpectedServer server) {
			post((machine) -> {
				if (Launches.this.launches.containsKey(this.number)) {
					Launches.this.last.expects(server);
				}
			});
		}

		@Override
		public void deviceHeard() {
			post((machine) -> machine.deviceHeard(this.number));
		}

		@Override
		public void spawned(long pid, int port) {
			post((machine) -> machine.spawned(this.number, new LaunchedProcess(pid, port)));
		}

		@Override
		public void launched(RunningServer server) {
			post((machine) -> {
				if (Launches.this.launches.containsKey(this.number)) {
					Launches.this.last.ready(server.endpoint().capabilities());
				}
				machine.launched(this.number, server);
			});
		}

		@Override
		public void lost(ShimmyException reason) {
			post((machine) -> {
				Launches.this.launches.remove(this.number);
				machine.lost(this.number, reason);
			});
		}

		@Override
		public void wrote(OutputLine line) {
			Launches.this.events.emitOutput(switch (line.channel()) {
				case STDOUT -> new SidecarEvent.Stdout(line.text());
				case STDERR -> new SidecarEvent.Stderr(line.text());
			});
		}

	}

	/**
	 * State of the machine that other threads read.
	 *
	 * @param state state of the machine
	 * @param snapshot the same state for users
	 * @param changes the last moves between phases, oldest first
	 */
	record PublishedState(SidecarState state, SidecarSnapshot snapshot, List<PhaseChange> changes) {

		RunningServer server() {
			if (this.state instanceof SidecarState.Ready ready && ready.killReason() == null) {
				return ready.server();
			}
			if (this.state instanceof SidecarState.Failed failed) {
				throw failed.reason();
			}
			boolean underWay = this.state.phase() == Phase.READY || !this.state.phase().isSettled();
			throw new ShimmyException(underWay ? ShimmyErrorCode.NOT_READY : ShimmyErrorCode.NOT_RUNNING,
					"Since %s, the sidecar has been %s".formatted(this.state.since(), this.snapshot.activity()));
		}

	}

	/** The only thread that calls the state machine, with its queue of messages. */
	static final class Mailbox {

		private final ExecutorService executor = Executors
			.newSingleThreadExecutor((task) -> Threads.daemon("shimmy-sidecar", task));

		/** Posts a message; false if the mailbox is closed and ignores it. */
		boolean post(Runnable message) {
			try {
				this.executor.execute(() -> deliver(message));
				return true;
			}
			catch (RejectedExecutionException ex) {
				return false;
			}
		}

		/** Posts a message later, if the mailbox is still open then. */
		void postAfter(Duration delay, Runnable message) {
			CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, this::post).execute(message);
		}

		private static void deliver(Runnable message) {
			try {
				message.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Defect in the sidecar's state machine", ex);
			}
		}

		/** Handles queued messages, then ends the thread. */
		void close() {
			this.executor.shutdown();
		}

	}

}
