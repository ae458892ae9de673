package io.github.shimmy4j.sidecar.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.capability.ServeForm;
import io.github.shimmy4j.process.LibraryPath;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory.LaunchId;
import org.jspecify.annotations.Nullable;

/**
 * The command line and the environment of one launch, as a pure value.
 *
 * @param binary the program and its capabilities
 * @param options the user's options
 * @param directory files of the launch
 * @param model the model's file
 * @param id id under which the server lists the model
 * @param context context that the server is told; null for none
 * @param purpose arguments for what the server is for
 * @param port loopback port to bind
 * @param key API key of this launch, or null if the server checks none
 * @param inherited part of our own environment that the server may inherit
 */
record ServeCommand(ShimmyBinary binary, SidecarOptions options, LaunchDirectory directory, Path model, LaunchId id,
		@Nullable ContextSize context, List<String> purpose, int port, @Nullable Secret key,
		Map<String, String> inherited) {

	private static final String SERVE = "serve";

	ProcessSpec toSpec() {
		return new ProcessSpec(command(), this.directory.root(), environment(),
				(this.key != null) ? Map.of(form().keyVariable(), this.key) : Map.of());
	}

	private ServeForm form() {
		return this.binary.capabilities().form();
	}

	private List<String> command() {
		List<String> command = new ArrayList<>();
		command.addAll(this.binary.command());
		form().arguments().stream().map(this::filled).forEach(command::add);
		ContextSize told = this.context;
		if (told != null) {
			command.addAll(contextArguments(told));
		}
		this.purpose.stream()
			.map((argument) -> (told != null) ? filled(argument, told) : argument)
			.forEach(command::add);
		command.addAll(form().gpuArguments().getOrDefault(this.options.gpuMode().id(), List.of()));
		List<String> arguments = this.options.arguments();
		// A flag of the user's own wins.
		List<String> concurrency = this.binary.capabilities()
			.argumentsFor((told != null) ? told.slots() : this.options.use().maxConcurrent());
		if (concurrency.isEmpty() || !isAmong(arguments, concurrency.get(0))) {
			command.addAll(concurrency);
		}
		boolean repeatsServe = !arguments.isEmpty() && arguments.get(0).equals(SERVE);
		command.addAll(repeatsServe ? arguments.subList(1, arguments.size()) : arguments);
		return command;
	}

	/** A flag of the user's own wins, since the engine refuses one that comes twice. */
	private List<String> contextArguments(ContextSize told) {
		List<String> all = form().contextArguments();
		List<String> ours = new ArrayList<>();
		for (int flag = 0; flag < all.size(); flag += 2) {
			if (!isAmong(this.options.arguments(), all.get(flag))) {
				ours.add(all.get(flag));
				ours.add(filled(all.get(flag + 1), told));
			}
		}
		return ours;
	}

	private String filled(String argument) {
		return switch (argument) {
			case ServeForm.ADDRESS -> "127.0.0.1:" + this.port;
			case ServeForm.PORT -> String.valueOf(this.port);
			case ServeForm.MODELS -> this.directory.models().toString();
			case ServeForm.MODEL -> this.model.toAbsolutePath().toString();
			case ServeForm.SLOTS -> String.valueOf(slots());
			default -> argument;
		};
	}

	private int slots() {
		return (this.context != null) ? this.context.slots()
				: Math.max(this.options.use().maxConcurrent(), this.binary.capabilities().maxConcurrent());
	}

	private static String filled(String argument, ContextSize context) {
		return switch (argument) {
			case ServeForm.CONTEXT -> String.valueOf(context.tokens());
			case ServeForm.TOTAL_CONTEXT -> String.valueOf(context.totalTokens());
			case ServeForm.PROMPT_CACHE -> String.valueOf(context.promptCacheMebibytes());
			case ServeForm.KEPT_PROMPTS -> String.valueOf(context.keptPrompts());
			default -> argument;
		};
	}

	static boolean isAmong(List<String> arguments, String flag) {
		return arguments.stream().anyMatch((each) -> each.equals(flag) || each.startsWith(flag + "="));
	}

	private Map<String, String> environment() {
		Map<String, String> environment = new HashMap<>(this.inherited);
		Path libraries = this.binary.libraries();
		if (libraries != null) {
			LibraryPath.prepend(environment, libraries);
		}
		environment.putAll(this.binary.capabilities().environmentFor(this.options.use().maxConcurrent()));
		// Not the user's home: one odd file in the model folders there stops shimmy 1.x.
		Path home = this.directory.home();
		environment.put("HOME", home.toString());
		environment.put("USERPROFILE", home.toString());
		if (!form().nameVariable().isEmpty()) {
			environment.put(form().nameVariable(), this.id.value());
		}
		environment.putAll(this.options.environment());
		return environment;
	}

	/** Warns if this server has no option for the requested GPU mode. */
	Optional<String> ignoredGpuMode() {
		Set<String> known = form().gpuArguments().keySet();
		if (this.options.gpuMode() == GpuMode.AUTO || known.contains(this.options.gpuMode().id())) {
			return Optional.empty();
		}
		return Optional.of("GPU mode '%s' has no effect: %s understands %s".formatted(this.options.gpuMode().id(),
				this.binary.capabilities().kind(),
				known.isEmpty() ? "no choice of accelerator" : known.stream().sorted().toList()));
	}

}
