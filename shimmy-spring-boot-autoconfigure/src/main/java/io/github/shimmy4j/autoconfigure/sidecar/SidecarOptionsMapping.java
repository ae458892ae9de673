package io.github.shimmy4j.autoconfigure.sidecar;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.BinaryModelLister;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.model.ListingContext;
import io.github.shimmy4j.model.ModelLister;
import io.github.shimmy4j.model.UserStores;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.ShimmyDefaults;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.UseOptions;
import io.github.shimmy4j.storage.PathText;
import io.github.shimmy4j.storage.ShimmyHome;

/** The one place where Spring's properties become the core's options. */
final class SidecarOptionsMapping {

	private static final Duration FIRST_TOKEN_OF_SHORT_PROMPT = Duration
		.parse("PT" + ShimmyDefaults.FIRST_TOKEN_TIMEOUT);

	private SidecarOptionsMapping() {
	}

	static SidecarOptions options(ShimmyProperties properties) {
		Integer maxConcurrent = properties.chat().maxConcurrent();
		Duration firstToken = properties.chat().firstTokenTimeout();
		return new SidecarOptions(properties.servedModel(), binary(properties),
				new PortRange(properties.preferredPort(), properties.portRange()), properties.args(), properties.env(),
				properties.gpuMode(), properties.healthTimeout(), properties.maxRestarts(),
				properties.restart().window(), properties.shutdown().grace(), liveness(properties.liveness()),
				new UseOptions((maxConcurrent != null) ? maxConcurrent : 0, properties.startOnFirstUse(),
						properties.idleStopAfter(), properties.chat().idleTimeout(),
						(firstToken != null) ? firstToken : FIRST_TOKEN_OF_SHORT_PROMPT));
	}

	private static LivenessOptions liveness(ShimmyProperties.Liveness liveness) {
		return new LivenessOptions(liveness.interval(), liveness.timeout(), liveness.failures(),
				liveness.idleGeneration());
	}

	/** Variables of the server, as far as they decide what it can compute with. */
	static Map<String, String> environment(ShimmyProperties properties, Map<String, String> inherited) {
		Map<String, String> environment = new HashMap<>(inherited);
		environment.putAll(properties.env());
		return environment;
	}

	private static BinaryChoice binary(ShimmyProperties properties) {
		String named = properties.shimmyPath();
		return new BinaryChoice((named != null) ? UserPath.of("shimmy.shimmy-path", named) : null,
				properties.binary().source(), install(properties.binary()));
	}

	private static InstallChoice install(ShimmyProperties.Binary binary) {
		return new InstallChoice(binary.install(), binary.version(), binary.sha256(), binary.mirror());
	}

	static ListingContext listing(ShimmyProperties properties, ShimmyHome home,
			Supplier<Optional<ServerCapabilities>> server) {
		if (!properties.modelSource().discover()) {
			return new ListingContext(properties.servedModel(), server);
		}
		Map<String, String> environment = System.getenv();
		UserStores stores = UserStores.of(environment, PathText.path("user.home", System.getProperty("user.home")));
		ProcessLauncher launcher = ProcessLauncher.system();
		ModelLister lister = new BinaryModelLister(
				new BinaryLocator(environment, home.binaries(), launcher,
						EmbeddedEngine.find(home.binaries()).orElse(null)),
				binary(properties), launcher, environment, stores, home.run());
		return new ListingContext(properties.servedModel(), server, stores.all(), lister);
	}

	static ShimmyHome home(ShimmyProperties properties, ShimmyHome platform) {
		if (properties.modelsDir() == null) {
			return platform;
		}
		return platform.withModels(UserPath.of("shimmy.models-dir", properties.modelsDir()));
	}

}
