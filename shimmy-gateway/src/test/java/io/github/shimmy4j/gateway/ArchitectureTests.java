package io.github.shimmy4j.gateway;

import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules {

	ArchitectureTests() {
		super(GatewayProperties.class, "gateway", "gateway.key", "gateway.admission", "gateway.upstream",
				"gateway.call", "gateway.http", "gateway.session", "gateway.openai", "gateway.claude",
				"gateway.responses", "gateway.ollama", "gateway.status", "gateway.boot");
	}

}
