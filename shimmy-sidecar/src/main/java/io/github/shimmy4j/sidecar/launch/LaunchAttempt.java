package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.accelerator.LoadedDevice;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.ModelThinking;
import io.github.shimmy4j.capability.ServeForm;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerProperties;
import io.github.shimmy4j.capability.ServerTask;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.probe.GateResult;
import io.github.shimmy4j.probe.ProbedServer;
import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.process.ProcessLimits;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.ReservedPort;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.machine.RunningServer;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory.LaunchId;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/** One process on one port, with its launch id, its key and its files. */
public final class LaunchAttempt {

	private static final PrintableLogger logger = PrintableLogger.of(LaunchAttempt.class);

	private static final Duration PROPERTIES_LIMIT = Duration.ofSeconds(5);

	private final LaunchTools tools;

	private final LaunchPlan plan;

	private final int port;

	private final LaunchDirectory directory;

	private final LaunchId id;

	private final @Nullable Secret key;

	private final LoadedDevice device;

	private final ChildProcess child;

	private final ServerTask task;

	/** Identity of the process that was stored in the sidecar's record. */
	private final ProcessIdentity identity;

	/** Clears up once, because two threads that delete one tree would collide. */
	private final CompletableFuture<Void> cleared;

	private final long spawned;

	private final OptionalLong memoryKills;

	private LaunchAttempt(LaunchTools tools, LaunchPlan plan, int port, LaunchDirectory directory, LaunchId id,
			@Nullable Secret key, LoadedDevice device, ChildProcess child, ServerTask task,
			CompletableFuture<Void> cleared) {
		this.tools = tools;
		this.plan = plan;
		this.port = port;
		this.directory = directory;
		this.id = id;
		this.key = key;
		this.device = device;
		this.child = child;
		this.task = task;
		this.identity = child.identity();
		this.cleared = cleared;
		this.spawned = tools.nanoTime.getAsLong();
		this.memoryKills = tools.groups.outOfMemoryKills();
	}

	static LaunchAttempt spawn(LaunchTools tools, SidecarOptions options, LaunchPlan plan, ReservedPort port,
			LaunchReport report) {
		ShimmyBinary binary = plan.binary();
		LaunchId id = LaunchId.create(plan.templateWords(), tools.random);
		Secret key = binary.capabilities().form().checksKey() ? Secret.random(tools.random) : null;
		LaunchDirectory directory = LaunchDirectory.next(tools.home.run(), tools.random);
		LoadedDevice device = new LoadedDevice(binary.capabilities().acceleratorEvidence());
		ModelFile.Use use = ModelFile.Use.hold(tools.home.models(), plan.model().path());
		Runnable clear = () -> {
			use.close();
			directory.delete();
			tools.ownership.record().ended(directory.root());
			port.close();
		};
		ChildProcess child;
		try {
			tools.ownership.record().launching(directory.root(), port.port());
			directory.create(id, plan.model().path());
			ServeCommand command = new ServeCommand(binary, options, directory, plan.model().path(), id, plan.context(),
					plan.purpose(), port.port(), key, tools.inherited);
			command.ignoredGpuMode().ifPresent(logger::warn);
			ProcessSpec spec = command.toSpec();
			logger.info("Starting {} {} ({}) on port {} with {}{}", binary.capabilities().kind(), binary.version(),
					binary.path(), port.port(), plan.model().name(), others(options, plan));
			logger.debug("Command line: {}", spec.commandLine());
			child = tools.launcher.launch(spec, (line) -> {
				if (device.hear(line.text())) {
					report.deviceHeard();
				}
				report.wrote(new OutputLine(line.channel(), shown(line.text(), id, key, plan)));
			});
		}
		catch (IOException ex) {
			clear.run();
			throw ProcessLimits.failure(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s' cannot run on this machine: %s".formatted(binary.path(), ex.getMessage()), ex);
		}
		catch (RuntimeException | Error ex) {
			clear.run();
			throw ex;
		}
		CompletableFuture<Void> cleared = child.onExit().thenRun(clear);
		try {
			LaunchAttempt attempt = new LaunchAttempt(tools, plan, port.port(), directory, id, key, device, child,
					options.purpose().task(), cleared);
			tools.ownership.record().spawned(directory.root(), attempt.identity);
			report.spawned(child.pid(), port.port());
			return attempt;
		}
		catch (RuntimeException | Error ex) {
			// The launch does not know the process yet, so it would keep running.
			child.stop(Duration.ZERO).thenCompose((status) -> cleared).handle((gone, failure) -> null).join();
			throw ex;
		}
	}

	/** Which programs were skipped, and which ways of installing were not allowed. */
	private static String others(SidecarOptions options, LaunchPlan plan) {
		List<String> clauses = new ArrayList<>();
		if (!plan.skipped().isEmpty()) {
			clauses.add("passed over: " + String.join("; ", plan.skipped()));
		}
		boolean secondChoice = !clauses.isEmpty() || plan.binary().capabilities().equals(ServerCapabilities.EMBEDDED);
		if (secondChoice && !options.binary().unusedInstalls().isEmpty()) {
			clauses.add(options.binary().unusedInstalls());
		}
		return clauses.isEmpty() ? "" : "; " + String.join("; ", clauses);
	}

	/**
	 * Waits until the server is proven or has ended, or until the deadline. Throws
	 * MODEL_NOT_FOUND as soon as the server turns out to run without the model.
	 */
	GateResult await(long deadline) throws InterruptedException {
		Duration limit = Duration.ofNanos(Math.max(0, deadline - this.tools.nanoTime.getAsLong()));
		GateResult result = this.tools.gate.await(probed(),
				() -> this.tools.ownership.ownerOf(this.port, this.child.pid()), onExit(), limit);
		if (result instanceof GateResult.ModelMissing missing) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
					"The server lists %s but not this launch's model; it searched %s"
						.formatted(String.join(", ", missing.listed()), searched()),
					null, null, outputTail());
		}
		if (result instanceof GateResult.Passed) {
			recordAgain();
		}
		return result;
	}

	/**
	 * Records the identity again if the process has executed another program since it was
	 * recorded. Where environments cannot be read, a sweep identifies a process by its
	 * program.
	 */
	private void recordAgain() {
		if (this.identity.find().isEmpty()) {
			this.tools.ownership.record().spawned(this.directory.root(), this.child.identity());
		}
	}

	/** Description of where the server looked for the model. */
	private String searched() {
		return "'%s', which had a link to '%s'".formatted(this.directory.models(), this.plan.model().path());
	}

	/** Whether the ready server still generates a token. */
	CompletableFuture<TokenAnswer> generates(String wireModel, Duration limit) {
		return this.tools.gate.generates(probed(), wireModel, limit);
	}

	/** Whether the ready server answers {@code /health}. */
	CompletableFuture<Boolean> answers(Duration limit) {
		return this.tools.gate.answers(probed(), limit);
	}

	private ProbedServer probed() {
		return new ProbedServer(this.port, this.id.value(), this.key, form().keyedPath(), this.task);
	}

	private ServeForm form() {
		return this.plan.binary().capabilities().form();
	}

	/** The server that has passed. Waits for what only it knows of itself. */
	RunningServer server(String wireModel, CompletableFuture<ShimmyException> lost) {
		ServerEndpoint endpoint = new ServerEndpoint(URI.create("http://127.0.0.1:" + this.port + "/v1"), this.key,
				this.plan.model().name(), wireModel, completeCapabilities(),
				this.tools.tokens.apply(this.plan.model().path()), this.plan.marks());
		return new RunningServer(this.child.pid(), this.port, this.plan.binary().version(), this.device, endpoint,
				elapsed(), lost);
	}

	private ServerCapabilities completeCapabilities() {
		ServerCapabilities kind = this.plan.binary().capabilities();
		ServerCapabilities assumed = kind.with(ModelThinking.of(this.plan.model().header().chatTemplate()));
		ContextSize told = this.plan.context();
		if (form().propertiesPath().isEmpty()) {
			return (told != null) ? assumed.with(new ServerProperties(told.tokens(), told.slots())) : assumed;
		}
		return this.tools.gate.properties(probed(), form().propertiesPath(), PROPERTIES_LIMIT)
			.join()
			.map((said) -> (said.thinking() != null) ? kind.with(said) : assumed.with(said))
			.orElse(assumed);
	}

	Duration elapsed() {
		return Duration.ofNanos(this.tools.nanoTime.getAsLong() - this.spawned);
	}

	CompletableFuture<Integer> onExit() {
		return this.child.onExit();
	}

	/** End of the output, in the form that users see. */
	List<String> outputTail() {
		return this.child.outputTail().stream().map(this::shown).toList();
	}

	/** Output with the model's stable name in place of the launch id, without the key. */
	String shown(String said) {
		return shown(said, this.id, this.key, this.plan);
	}

	private static String shown(String said, LaunchId id, @Nullable Secret key, LaunchPlan plan) {
		String named = said.replace(id.value(), plan.model().name());
		return (key != null) ? named.replace(key.reveal(), key.toString()) : named;
	}

	ExitDiagnosis diagnose(int status) {
		// The kernel frees memory by SIGKILL only.
		boolean outOfMemory = status == ExitDiagnosis.KILL && kernelKilledForMemory();
		return new ExitDiagnosis(status, outputTail(), searched(), outOfMemory);
	}

	/** Whether the kernel killed a process for lack of memory since the spawn. */
	private boolean kernelKilledForMemory() {
		OptionalLong kills = this.tools.groups.outOfMemoryKills();
		return kills.isPresent() && this.memoryKills.isPresent() && kills.getAsLong() > this.memoryKills.getAsLong();
	}

	/** Ends the process; completes when it and its files are gone. */
	CompletableFuture<Void> remove(Duration grace) {
		return this.child.stop(grace).thenCompose((ignored) -> this.cleared.copy());
	}

}
