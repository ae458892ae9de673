package io.github.shimmy4j.sidecar.launch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.probe.GateResult;
import io.github.shimmy4j.probe.Reply;
import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.ProcessLimits;
import io.github.shimmy4j.process.ReservedPort;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.machine.RunningServer;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * One launch, from finding the program to the end of the process, on a thread of its own.
 * A failure is reported only when the process and its files are gone.
 */
public final class ServerLaunch {

	private static final PrintableLogger logger = PrintableLogger.of(ServerLaunch.class);

	private final LaunchTools tools;

	private final SidecarOptions options;

	private final ModelReference model;

	private final @Nullable LaunchPlan planned;

	private final LaunchReport report;

	private final Thread thread;

	private final CompletableFuture<Void> settled = new CompletableFuture<>();

	private final CompletableFuture<ShimmyException> lost = new CompletableFuture<>();

	private volatile @Nullable LaunchAttempt attempt;

	/** Why we end the server, or null if we do not. */
	private volatile @Nullable ShimmyException endedFor;

	/** Uses the given plan if it is still current; makes one otherwise. */
	public ServerLaunch(int number, LaunchTools tools, SidecarOptions options, ModelReference model,
			@Nullable LaunchPlan planned, LaunchReport report) {
		this.tools = tools;
		this.options = options;
		this.model = model;
		this.planned = planned;
		this.report = report;
		this.thread = tools.threads.named("shimmy-launch-" + number, this::run);
	}

	public void begin() {
		try {
			this.thread.start();
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
			this.settled.complete(null);
		}
	}

	/** Cancels the launch or ends its server; completes when the process is gone. */
	public CompletableFuture<Void> end() {
		ShimmyException reason = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server was stopped");
		if (this.endedFor == null) {
			// Before the signal, because another thread may see the exit first.
			this.endedFor = reason;
		}
		this.thread.interrupt();
		return this.settled.thenCompose((ignored) -> removeAttempt(this.options.shutdownGrace()))
			.whenComplete((ignored, failure) -> this.lost.complete(reason));
	}

	/** Kills the server, and reports it as lost for this reason. */
	public void kill(ShimmyException reason) {
		this.endedFor = reason;
		removeAttempt(Duration.ZERO);
	}

	/** Whether the server answers {@code /health}; never completes exceptionally. */
	public CompletableFuture<Boolean> checkHealth() {
		LaunchAttempt present = this.attempt;
		return (present != null) ? present.answers(this.options.liveness().timeout())
				: CompletableFuture.completedFuture(false);
	}

	/**
	 * Whether the server generates a token, within the callers' limit for the first
	 * token; never completes exceptionally.
	 */
	public CompletableFuture<TokenAnswer> probe(String wireModel) {
		LaunchAttempt present = this.attempt;
		return (present != null) ? present.generates(wireModel, this.options.use().firstTokenTimeout())
				: CompletableFuture.completedFuture(TokenAnswer.FAILED);
	}

	/** End of the server's output; empty while there is no process. */
	public List<String> outputTail() {
		LaunchAttempt present = this.attempt;
		return (present != null) ? present.outputTail() : List.of();
	}

	private void run() {
		try {
			RunningServer server = launch();
			this.report.launched(server);
			watch();
			logger.info("Ready: {} {} on port {} after {} ms (pid {}){}", server.endpoint().capabilities().kind(),
					server.version(), server.port(), server.startup().toMillis(), server.pid(), context(server));
		}
		catch (ShimmyException ex) {
			abandon(ex);
		}
		catch (InterruptedException ex) {
			abandon(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The launch was cancelled", ex));
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
		finally {
			this.settled.complete(null);
		}
	}

	private RunningServer launch() throws InterruptedException {
		this.tools.gate.rehearse((port) -> this.tools.ownership.ownerOf(port, ProcessHandle.current().pid()));
		this.tools.ownership.sweepOnce();
		// Runs beside the planning, because the drivers' tools take seconds.
		CompletableFuture<AcceleratorChoice> accelerator = CompletableFuture.supplyAsync(
				() -> this.tools.accelerators.resolve(this.options.gpuMode()),
				(inquiry) -> Threads.daemon("shimmy-accelerators", inquiry).start());
		LaunchPlan plan = (this.planned != null && this.planned.isCurrent()) ? this.planned
				: this.tools.planner.plan(this.model, this.report::expects);
		this.report.expects(plan.expected());
		reportChoice(accelerator);
		PortRange ports = this.options.ports();
		long deadline = this.tools.nanoTime.getAsLong() + this.options.healthTimeout().toNanos();
		Optional<ReservedPort> port = this.tools.ownership.nextPort(ports, 0);
		while (port.isPresent()) {
			LaunchAttempt current = LaunchAttempt.spawn(this.tools, this.options, plan, port.get(), this.report);
			this.attempt = current;
			GateResult result = current.await(deadline);
			if (!(result instanceof GateResult.Exited exited) || !current.diagnose(exited.status()).isPortTaken()) {
				return judge(result, current);
			}
			logger.info("Trying the next port: another program took port {} before the server could bind it",
					port.get().port());
			removeAttempt(this.options.shutdownGrace()).join();
			port = this.tools.ownership.nextPort(ports, port.get().port());
		}
		throw new ShimmyException(ShimmyErrorCode.PORT_IN_USE,
				"Every port of %s on 127.0.0.1 is taken".formatted(ports));
	}

	/** A failure of the detector, which may be a user's own, does not stop the launch. */
	private void reportChoice(CompletableFuture<AcceleratorChoice> accelerator) throws InterruptedException {
		try {
			this.report.acceleratorChosen(accelerator.get());
		}
		catch (ExecutionException ex) {
			logger.warn("Could not detect accelerators", ex.getCause());
		}
	}

	private RunningServer judge(GateResult result, LaunchAttempt current) {
		if (result instanceof GateResult.Passed passed) {
			return current.server(passed.model(), this.lost.copy());
		}
		if (result instanceof GateResult.Exited exited) {
			throw current.diagnose(exited.status()).beforeReady();
		}
		if (result instanceof GateResult.CannotGenerate failure) {
			throw new ShimmyException(ShimmyErrorCode.HEALTHCHECK_FAILED, failed(failure.reply(), current), null, null,
					current.outputTail());
		}
		throw new ShimmyException(ShimmyErrorCode.START_TIMEOUT,
				"The server was not ready within the health timeout, %d ms after its spawn: waiting for %s"
					.formatted(current.elapsed().toMillis(), ((GateResult.TimedOut) result).waitingFor()),
				null, null, current.outputTail());
	}

	/** The context that is really there, as the end of a sentence. */
	private static String context(RunningServer server) {
		ServerCapabilities capabilities = server.endpoint().capabilities();
		int tokens = capabilities.limits().contextTokens();
		return (tokens == 0) ? ""
				: ", with a context of %,d tokens for each of %s".formatted(tokens, (capabilities.maxConcurrent() == 1)
						? "1 request" : capabilities.maxConcurrent() + " requests at a time");
	}

	private String failed(Reply reply, LaunchAttempt current) {
		String request = switch (this.options.purpose().task()) {
			case CHAT -> "one-token completion";
			case EMBEDDINGS -> "request for an embedding";
		};
		return (reply.status() == 0)
				? "The server did not answer its first %s: %s (health timeout %s)".formatted(request, reply.body(),
						this.options.healthTimeout())
				: "The server answered its first %s with status %d and the body '%s'".formatted(request, reply.status(),
						current.shown(reply.body()));
	}

	private void watch() {
		LaunchAttempt running = this.attempt;
		if (running != null) {
			running.onExit()
				.thenAccept((status) -> removeAttempt(this.options.shutdownGrace())
					.whenComplete((ignored, failure) -> lose(endOf(running, status))));
		}
	}

	private ShimmyException endOf(LaunchAttempt ended, int status) {
		ShimmyException why = this.endedFor;
		return (why == null) ? ended.diagnose(status).afterReady()
				: new ShimmyException(why.code(), why.getMessage(), why.getCause(), status, ended.outputTail());
	}

	private void fail(Throwable defect) {
		ShimmyException failure = StorageFailure.of(ShimmyErrorCode.INTERNAL, "The launch failed", null, defect);
		abandon(ProcessLimits.failure(failure.code(), failure.getMessage(), defect));
	}

	private void abandon(ShimmyException reason) {
		LaunchAttempt broken = this.attempt;
		removeAttempt(this.options.shutdownGrace())
			.whenComplete((ignored, failure) -> lose((broken != null) ? withAllOutput(reason, broken) : reason));
	}

	/** The output that explains a failure may arrive after the failure was noticed. */
	private static ShimmyException withAllOutput(ShimmyException reason, LaunchAttempt ended) {
		return reason.outputTail().isEmpty() ? reason : new ShimmyException(reason.code(), reason.getMessage(),
				reason.getCause(), reason.exitStatus(), ended.outputTail());
	}

	private void lose(ShimmyException reason) {
		// Report first: a caller that learns of the loss may ask for the next server.
		this.report.lost(reason);
		this.lost.complete(reason);
	}

	private CompletableFuture<Void> removeAttempt(Duration grace) {
		LaunchAttempt present = this.attempt;
		return (present != null) ? present.remove(grace) : CompletableFuture.completedFuture(null);
	}

}
