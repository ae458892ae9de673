package io.github.shimmy4j.sidecar.machine;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.accelerator.LoadedDevice;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** A state machine without a world: a test plays launches and time. */
public final class MachineAtWork {

	static final Duration WINDOW = Duration.ofMinutes(10);

	static final int MAX_RESTARTS = 3;

	public static final ShimmyException LOST = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "lost");

	public static final ShimmyException PERMANENT = new ShimmyException(ShimmyErrorCode.NOT_A_MODEL, "text");

	static final RunningServer SERVER = server(ServerCapabilities.SHIMMY_1);

	final ManualTime time = new ManualTime();

	final RecordingEffects effects = new RecordingEffects();

	public final SidecarMachine machine;

	private RunningServer server = SERVER;

	private static RunningServer server(ServerCapabilities capabilities) {
		return new RunningServer(4711, 11435, new ServerVersion(1, 7, 4), loadedOn("CPU_Mapped"),
				new ServerEndpoint(URI.create("http://127.0.0.1:11435/v1"), null, "m", "s4j-1", capabilities,
						TokenCounter.UNAVAILABLE),
				Duration.ofMillis(900), new CompletableFuture<>());
	}

	/** A device that llama.cpp has named, or an unknown one. */
	static LoadedDevice loadedOn(String... buffers) {
		LoadedDevice device = new LoadedDevice(ServerCapabilities.SHIMMY_1.acceleratorEvidence());
		for (String buffer : buffers) {
			device.hear("load_tensors: %s model buffer size = 93.80 MiB".formatted(buffer));
		}
		return device;
	}

	MachineAtWork() {
		this(options());
	}

	MachineAtWork(SampleOptions options) {
		this.machine = machine(this.time, this.effects, options);
	}

	/** Options of a machine that does nothing by itself. */
	static SampleOptions options() {
		return new SampleOptions().model("m").maxRestarts(MAX_RESTARTS).restartWindow(WINDOW);
	}

	/** Options of a machine that checks the health of its server every 5 s. */
	static SampleOptions watched() {
		Duration interval = Duration.ofSeconds(5);
		return options().liveness(new LivenessOptions(interval, interval, 3, Duration.ofMinutes(10)));
	}

	public static SidecarMachine machine(ManualTime time, Effects effects, SampleOptions options) {
		return new SidecarMachine(options.build(), time, time::nanoTime, () -> 0.5, effects);
	}

	/** A machine that came into a phase by the shortest way. */
	static MachineAtWork in(Phase phase) {
		return in(phase, options());
	}

	static MachineAtWork in(Phase phase, SampleOptions options) {
		return in(phase, options, ServerCapabilities.SHIMMY_1);
	}

	/** The same with servers that can do more, or less. */
	static MachineAtWork in(Phase phase, SampleOptions options, ServerCapabilities capabilities) {
		MachineAtWork work = new MachineAtWork(options);
		work.server = server(capabilities);
		switch (phase) {
			case STOPPED -> {
			}
			case STARTING -> work.start();
			case READY -> work.startAndPass();
			case BACKING_OFF -> {
				work.startAndPass();
				work.machine.lost(work.effects.launch(), LOST);
			}
			case STOPPING -> {
				work.startAndPass();
				work.stop();
			}
			case FAILED -> {
				work.start();
				work.machine.lost(work.effects.launch(), PERMANENT);
			}
			case CLOSED -> work.close();
		}
		work.effects.events.clear();
		return work;
	}

	private void startAndPass() {
		start();
		pass();
	}

	/** The launch under way becomes ready. */
	public void pass() {
		this.machine.spawned(this.effects.launch(), new LaunchedProcess(SERVER.pid(), SERVER.port()));
		this.machine.launched(this.effects.launch(), this.server);
	}

	public Phase phase() {
		return this.machine.state().phase();
	}

	CompletableFuture<SidecarSnapshot> start() {
		CompletableFuture<SidecarSnapshot> waiter = new CompletableFuture<>();
		this.machine.startRequested(waiter);
		return waiter;
	}

	CompletableFuture<SidecarSnapshot> whenReady() {
		CompletableFuture<SidecarSnapshot> waiter = new CompletableFuture<>();
		this.machine.readinessAwaited(waiter);
		return waiter;
	}

	CompletableFuture<SidecarSnapshot> restart() {
		CompletableFuture<SidecarSnapshot> waiter = new CompletableFuture<>();
		this.machine.restartRequested(waiter);
		return waiter;
	}

	public CompletableFuture<SidecarSnapshot> switchTo(String model) {
		CompletableFuture<SidecarSnapshot> waiter = new CompletableFuture<>();
		this.machine.models().requested(ModelReference.parse(model), waiter);
		return waiter;
	}

	/** Switches to a model that is there already. */
	public CompletableFuture<SidecarSnapshot> switchToFetched(String model) {
		CompletableFuture<SidecarSnapshot> waiter = switchTo(model);
		this.machine.models().fetched(this.effects.fetches.size());
		return waiter;
	}

	/** The process ends, as requested. */
	public void end() {
		this.machine.ended(this.effects.launch());
	}

	CompletableFuture<SidecarState.Ready> use() {
		CompletableFuture<SidecarState.Ready> waiter = new CompletableFuture<>();
		this.machine.useRequested(waiter);
		return waiter;
	}

	/** A use that comes to its end, one way or the other. */
	void used(ShimmyException failure) {
		int launch = use().join().launch();
		if (failure != null) {
			this.machine.watch().generationFailed(launch, failure, this);
		}
		else {
			this.machine.watch().generationSucceeded(launch);
		}
		this.machine.watch().useEnded(launch);
	}

	CompletableFuture<SidecarSnapshot> stop() {
		CompletableFuture<SidecarSnapshot> waiter = new CompletableFuture<>();
		this.machine.stopRequested(waiter);
		return waiter;
	}

	CompletableFuture<SidecarSnapshot> close() {
		CompletableFuture<SidecarSnapshot> waiter = new CompletableFuture<>();
		this.machine.closeRequested(waiter);
		return waiter;
	}

	void assertStillServes(String model, String next) {
		SidecarSnapshot now = this.effects.published();
		assertThat(now.phase()).isEqualTo(Phase.READY);
		assertThat(now.model()).isEqualTo(model);
		assertThat(now.nextModel()).isEqualTo(next);
	}

	void assertServes(String model) {
		assertStillServes(model, null);
		assertThat(this.effects.models).last().isEqualTo(model);
	}

}
