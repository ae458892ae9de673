package io.github.shimmy4j.gateway;

import java.util.List;

import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules {

	ArchitectureTests() {
		super(GatewayProperties.class, "gateway", "gateway.key", "gateway.admission", "gateway.upstream",
				"gateway.call", "gateway.http", "gateway.session", "gateway.openai", "gateway.claude",
				"gateway.responses", "gateway.ollama", "gateway.status", "gateway.daemon", "gateway.boot");
	}

	@Override
	protected List<String> openersOfForeignFiles() {
		// The user's settings, which may be a link into a folder of their own.
		return List.of("ConfigToml");
	}

}
