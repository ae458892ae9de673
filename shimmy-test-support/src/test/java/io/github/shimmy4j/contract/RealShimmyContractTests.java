package io.github.shimmy4j.contract;

import java.nio.file.Path;

import org.junit.jupiter.api.Tag;

@Tag("real-shimmy")
class RealShimmyContractTests extends Shimmy174ContractTests {

	@Override
	protected Path executable() {
		return RealParts.shimmy();
	}

	@Override
	protected Path modelFile() {
		return RealParts.model();
	}

}
