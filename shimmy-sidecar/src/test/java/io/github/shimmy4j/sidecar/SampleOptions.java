package io.github.shimmy4j.sidecar;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryChoices;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.process.PortRange;

/** Valid options, of which a test changes some. */
public final class SampleOptions {

	private String model = "/models/some-model.gguf";

	private BinaryChoice binary = BinaryChoices.ANY;

	private PortRange ports = new PortRange(0, 0);

	private List<String> arguments = List.of();

	private Map<String, String> environment = Map.of();

	private Purpose purpose = Purpose.CHAT;

	private ContextRequest contextSize;

	private GpuMode gpuMode = GpuMode.AUTO;

	private Duration healthTimeout = Duration.ofSeconds(30);

	private int maxRestarts = 5;

	private Duration restartWindow = Duration.ofMinutes(10);

	private Duration shutdownGrace = Duration.ofSeconds(5);

	private LivenessOptions liveness = new LivenessOptions(Duration.ZERO, Duration.ofSeconds(5), 3, Duration.ZERO);

	private UseOptions use = uses(0, false, Duration.ZERO);

	/** How a server is shared; two minutes of patience. */
	public static UseOptions uses(int maxConcurrent, boolean startOnFirstUse, Duration idleStopAfter) {
		return new UseOptions(maxConcurrent, startOnFirstUse, idleStopAfter, Duration.ofMinutes(2),
				Duration.ofMinutes(2));
	}

	public SampleOptions model(String model) {
		this.model = model;
		return this;
	}

	public SampleOptions binary(Path binary) {
		this.binary = BinaryChoices.named(binary);
		return this;
	}

	public SampleOptions binary(BinaryChoice binary) {
		this.binary = binary;
		return this;
	}

	public SampleOptions ports(int first, int count) {
		this.ports = new PortRange(first, count);
		return this;
	}

	public SampleOptions arguments(String... arguments) {
		this.arguments = List.of(arguments);
		return this;
	}

	public SampleOptions environment(Map<String, String> environment) {
		this.environment = environment;
		return this;
	}

	public SampleOptions gpuMode(GpuMode gpuMode) {
		this.gpuMode = gpuMode;
		return this;
	}

	public SampleOptions healthTimeout(Duration healthTimeout) {
		this.healthTimeout = healthTimeout;
		return this;
	}

	public SampleOptions maxRestarts(int maxRestarts) {
		this.maxRestarts = maxRestarts;
		return this;
	}

	public SampleOptions restartWindow(Duration restartWindow) {
		this.restartWindow = restartWindow;
		return this;
	}

	public SampleOptions shutdownGrace(Duration shutdownGrace) {
		this.shutdownGrace = shutdownGrace;
		return this;
	}

	public SampleOptions liveness(LivenessOptions liveness) {
		this.liveness = liveness;
		return this;
	}

	public SampleOptions use(UseOptions use) {
		this.use = use;
		return this;
	}

	/** Tokens of one request with its answer; null = automatic. */
	public SampleOptions contextSize(Integer tokens) {
		return context((tokens != null) ? ContextRequest.exactly(tokens) : null);
	}

	/** The wanted context; null = automatic. */
	public SampleOptions context(ContextRequest wanted) {
		this.contextSize = wanted;
		return this;
	}

	public SampleOptions purpose(Purpose purpose) {
		this.purpose = purpose;
		return this;
	}

	public SidecarOptions build() {
		return new SidecarOptions(ModelReference.parse(this.model), this.binary, this.ports, this.arguments,
				this.environment, this.gpuMode, this.contextSize, this.healthTimeout, this.maxRestarts,
				this.restartWindow, this.shutdownGrace, this.liveness, this.use, this.purpose);
	}

}
