package io.github.shimmy4j.autoconfigure;

import java.util.List;

import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules {

	ArchitectureTests() {
		super(ShimmyProperties.class, "autoconfigure", "autoconfigure.sidecar", "autoconfigure.report",
				"autoconfigure.diagnostics", "autoconfigure.shared", "autoconfigure.health", "autoconfigure.endpoint",
				"autoconfigure.metrics", "autoconfigure.chat.transport", "autoconfigure.chat",
				"autoconfigure.embedding");
	}

	@Override
	protected List<String> resourceReaders() {
		return List.of("ConfigurationMetadata");
	}

}
