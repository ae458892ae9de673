package io.github.shimmy4j.contract;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import org.junit.jupiter.api.io.TempDir;

class FakeLlamaServerModalityContractTests extends LlamaServerModalityContractTests {

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

	@Override
	protected List<String> thinkingModel(Path directory) {
		return List.of("-m",
				TestModel
					.writeWithTemplate(directory.resolve("thinker.gguf"), "llama",
							"{% if enable_thinking %}<|im_start|>")
					.toString());
	}

}
