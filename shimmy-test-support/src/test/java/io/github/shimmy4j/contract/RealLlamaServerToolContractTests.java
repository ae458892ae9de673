package io.github.shimmy4j.contract;

import java.nio.file.Path;

import org.junit.jupiter.api.Tag;

@Tag("real-shimmy")
class RealLlamaServerToolContractTests extends LlamaServerToolContractTests {

	@Override
	protected Path executable() {
		return RealParts.llamaServer();
	}

	@Override
	protected Path modelFile() {
		return RealParts.model();
	}

}
