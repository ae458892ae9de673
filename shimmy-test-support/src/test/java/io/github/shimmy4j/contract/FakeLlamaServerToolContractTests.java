package io.github.shimmy4j.contract;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;

class FakeLlamaServerToolContractTests extends LlamaServerToolContractTests {

	@TempDir
	static Path installed;

	@Override
	protected Path executable() {
		return FakeShimmyBinary.llamaServer().install(installed);
	}

	@Override
	protected Path modelFile() {
		return TestModel.write(installed.resolve("model.gguf"));
	}

}
