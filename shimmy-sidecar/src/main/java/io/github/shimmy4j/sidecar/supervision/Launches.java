package io.github.shimmy4j.sidecar.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
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
import org.jspecify.annotations.Nullable;

/**
 * Does what the state machine asks for: launches and ends servers, fetches models, and
 * posts what becomes of it.
 */
final class Launches implements Effects {

	private final SidecarOptions options;

	private final LaunchTools tools;

	private final Mailbox mailbox;

	private final EventDispatcher events;

	private final Supplier<SidecarMachine> machine;

	private final Consumer<PublishedState> readers;

	private final Map<Integer, ServerLaunch> launches = new ConcurrentHashMap<>();

	/** The last one, of one at a time; the mailbox's thread alone knows it. */
	private @Nullable ModelFetch fetch;

	Launches(SidecarOptions options, LaunchTools tools, Mailbox mailbox, EventDispatcher events,
			Supplier<SidecarMachine> machine, Consumer<PublishedState> readers) {
		this.options = options;
		this.tools = tools;
		this.mailbox = mailbox;
		this.events = events;
		this.machine = machine;
		this.readers = readers;
	}

	/**
	 * The end of a launch's server.
	 * @param number number of the launch
	 * @return completes with the reason when its server is gone
	 */
	CompletableFuture<ShimmyException> lost(int number) {
		ServerLaunch launch = this.launches.get(number);
		return (launch != null) ? launch.lost() : CompletableFuture
			.completedFuture(new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server is gone"));
	}

	/** The last lines of the present server's output, oldest first. */
	List<String> outputTail() {
		return this.launches.values().stream().findFirst().map(ServerLaunch::outputTail).orElse(List.of());
	}

	/** Gives up the model that is being fetched. */
	void giveUpFetch() {
		if (this.fetch != null) {
			this.fetch.giveUp();
		}
	}

	@Override
	public void launch(int number, ModelReference model, boolean fetched) {
		LaunchPlan plan = (fetched && this.fetch != null) ? this.fetch.planFor(model) : null;
		LaunchReport report = new PostedReport(number, this.mailbox, this.machine.get(), this.events,
				() -> this.launches.remove(number));
		ServerLaunch launch = new ServerLaunch(number, this.tools, this.options, model, plan, report);
		this.launches.put(number, launch);
		launch.begin();
	}

	@Override
	public void fetch(int number, ModelReference model) {
		ModelFetch begun = new ModelFetch(number, this.tools, model);
		this.fetch = begun;
		begun.begin().whenComplete((plan, failure) -> this.mailbox.post(() -> {
			ModelSwitch models = this.machine.get().models();
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
				this.machine.get().ended(number);
			}
			else {
				this.machine.get()
					.endFailed(number, new ShimmyException(ShimmyErrorCode.INTERNAL,
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
	public void look(int number) {
		ServerLaunch launch = this.launches.get(number);
		if (launch != null) {
			launch.look()
				.thenAccept((answered) -> this.mailbox.post(() -> this.machine.get().watch().looked(number, answered)));
		}
	}

	@Override
	public void probe(int number, RunningServer server) {
		ServerLaunch launch = this.launches.get(number);
		if (launch != null) {
			launch.probe(server.endpoint().wireModel())
				.thenAccept((answer) -> this.mailbox.post(() -> this.machine.get().watch().probed(number, answer)));
		}
	}

	@Override
	public void later(Duration delay, Runnable call) {
		this.mailbox.postAfter(delay, call);
	}

	@Override
	public void publish(SidecarSnapshot snapshot, List<PhaseChange> changes) {
		this.readers.accept(new PublishedState(this.machine.get().state(), snapshot, changes));
	}

	@Override
	public void warn(String message) {
		LifeLog.warn(message);
	}

	@Override
	public void emit(SidecarEvent event) {
		LifeLog.log(event);
		this.events.emit(event);
	}

}
