package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;

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

	static ShimmyHome home(ShimmyProperties properties, ShimmyHome platform) {
		if (properties.modelsDir() == null) {
			return platform;
		}
		return platform.withModels(UserPath.of("shimmy.models-dir", properties.modelsDir()));
	}

}
