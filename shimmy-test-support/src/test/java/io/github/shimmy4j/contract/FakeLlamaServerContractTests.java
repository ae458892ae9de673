package io.github.shimmy4j.contract;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.io.TempDir;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;

class FakeLlamaServerContractTests extends LlamaServerContractTests {

	@TempDir
	static Path installed;

	@Override
	protected Path executable() {
		return FakeShimmyBinary.llamaServer()
			.with(Fault.LOADING_TAKES, Duration.ofMillis(500))
			.with(Fault.TOKEN_DELAY, Duration.ofMillis(20))
			.install(installed);
	}

	@Override
	protected Path modelFile() {
		return TestModel.write(installed.resolve("model.gguf"));
	}

}
