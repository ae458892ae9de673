package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.storage.ShimmyHome;

/** The one place where Spring's properties become the core's options. */
final class SidecarOptionsMapping {

	private SidecarOptionsMapping() {
	}

	static SidecarOptions options(ShimmyProperties properties) {
		Path binary = (properties.shimmyPath() != null) ? UserPath.of("shimmy.shimmy-path", properties.shimmyPath())
				: null;
		return new SidecarOptions(properties.model(), new BinaryChoice(binary, properties.binary().source()),
				new PortRange(properties.preferredPort(), properties.portRange()), properties.args(), properties.env(),
				properties.gpuMode(), properties.healthTimeout(), properties.maxRestarts(),
				properties.restart().window(), properties.shutdown().grace());
	}

	/** Variables of the server, as far as they decide what it can compute with. */
	static Map<String, String> environment(ShimmyProperties properties, Map<String, String> inherited) {
		Map<String, String> environment = new HashMap<>(inherited);
		environment.putAll(properties.env());
		return environment;
	}

	static ShimmyHome home(ShimmyProperties properties, ShimmyHome platform) {
		if (properties.modelsDir() == null) {
			return platform;
		}
		return platform.withModels(UserPath.of("shimmy.models-dir", properties.modelsDir()));
	}

}
