package io.github.shimmy4j.sidecar.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The command line and the environment of one launch, as a pure value.
 *
 * @param binary the program and its capabilities
 * @param options the user's options
 * @param directory files of the launch
 * @param port loopback port to bind
 * @param key API key of this launch, or null if the server checks none
 * @param inherited part of our own environment that the server may inherit
 */
record ServeCommand(ShimmyBinary binary, SidecarOptions options, LaunchDirectory directory, int port,
		@Nullable Secret key, Map<String, String> inherited) {

	private static final String SERVE = "serve";

	ProcessSpec toSpec() {
		return new ProcessSpec(command(), this.directory.root(), environment(),
				(this.key != null) ? Map.of("SHIMMY_API_KEY", this.key) : Map.of());
	}

	private List<String> command() {
		List<String> command = new ArrayList<>();
		command.addAll(this.binary.command());
		command.add(SERVE);
		command.add("--bind");
		command.add("127.0.0.1:" + this.port);
		// Not --model-path, with which shimmy 1.x picks the wrong chat template.
		command.add("--model-dirs");
		command.add(this.directory.models().toString());
		if (isGpuFlagUnderstood()) {
			command.add("--gpu-backend");
			command.add(this.options.gpuMode().id());
		}
		List<String> arguments = this.options.arguments();
		// A flag of the user's own wins.
		List<String> concurrency = this.binary.capabilities().argumentsFor(this.options.use().maxConcurrent());
		if (concurrency.isEmpty() || !isAmong(arguments, concurrency.get(0))) {
			command.addAll(concurrency);
		}
		boolean repeatsServe = !arguments.isEmpty() && arguments.get(0).equals(SERVE);
		command.addAll(repeatsServe ? arguments.subList(1, arguments.size()) : arguments);
		return command;
	}

	private static boolean isAmong(List<String> arguments, String flag) {
		return arguments.stream().anyMatch((each) -> each.equals(flag) || each.startsWith(flag + "="));
	}

	private boolean isGpuFlagUnderstood() {
		return this.options.gpuMode() != GpuMode.AUTO
				&& this.binary.capabilities().gpuBackends().contains(this.options.gpuMode().id());
	}

	private Map<String, String> environment() {
		Map<String, String> environment = new HashMap<>(this.inherited);
		environment.putAll(this.binary.capabilities().environmentFor(this.options.use().maxConcurrent()));
		// Not the user's home: one odd file in the model folders there stops shimmy 1.x.
		Path home = this.directory.home();
		environment.put("HOME", home.toString());
		environment.put("USERPROFILE", home.toString());
		environment.putAll(this.options.environment());
		return environment;
	}

	/** Warns if this server has no option for the requested GPU mode. */
	Optional<String> ignoredGpuMode() {
		if (this.options.gpuMode() == GpuMode.AUTO || isGpuFlagUnderstood()) {
			return Optional.empty();
		}
		return Optional.of("GPU mode '%s' has no effect: %s understands %s".formatted(this.options.gpuMode().id(),
				this.binary.capabilities().kind(),
				this.binary.capabilities().gpuBackends().isEmpty() ? "no choice of accelerator"
						: this.binary.capabilities().gpuBackends().stream().sorted().toList()));
	}

}
