package io.github.shimmy4j.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.RunnableModels;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.fake.TestModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The capability record of the engine's models matches its llama.cpp. With a newer
 * llama.cpp these tests fail, and the record needs the new names.
 */
class ModelFitTests {

	private static final RunnableModels MODELS = ServerCapabilities.EMBEDDED.models();

	private static final Set<String> NOT_YET = Set.of("qwen3", "gemma3n", "llama4", "glm4", "gpt-oss", "smollm3");

	@TempDir
	Path directory;

	@Test
	void architecturesThatTheRecordNamesAreKnownAndTheNextOnesAreNot() throws Exception {
		List<String> files = new ArrayList<>();
		MODELS.architectures().forEach((architecture) -> files.add(model(architecture)));
		NOT_YET.forEach((architecture) -> files.add(model(architecture)));
		List<String> unknown = load(files).lines()
			.filter((line) -> line.contains("unknown model architecture: '"))
			.map((line) -> line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\'')))
			.toList();
		assertThat(MODELS.architectures()).doesNotContainAnyElementsOf(NOT_YET);
		assertThat(unknown).containsExactlyInAnyOrderElementsOf(NOT_YET);
	}

	/** The other way round, its answers would not be those of the model. */
	@Test
	void templateOfNoKnownKindIsTakenForChatMl() throws Exception {
		assertThat(MODELS.chatTemplates()).doesNotContain(ChatTemplate.OTHER);
		assertThat(load(List.of(ChatModelFile.path().toString()))).doesNotContain("falling back to chatml");
		assertThat(load(List.of(withoutMarks().toString()))).contains("falling back to chatml");
	}

	private Path withoutMarks() throws IOException {
		String content = Files.readString(ChatModelFile.path(), StandardCharsets.ISO_8859_1);
		int template = content.indexOf("tokenizer.chat_template");
		String changed = content.substring(template, template + 2000).replace("<|im_start|>", "<|my_start|>");
		assertThat(ChatTemplate.of(changed)).isEqualTo(ChatTemplate.OTHER);
		return Files.writeString(this.directory.resolve("other.gguf"),
				content.substring(0, template) + changed + content.substring(template + 2000),
				StandardCharsets.ISO_8859_1);
	}

	private String model(String architecture) {
		return TestModel.write(this.directory.resolve(architecture + ".gguf"), architecture).toString();
	}

	/** What a process that loads them says. */
	private String load(List<String> files) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(EngineExecutable.FAST_START);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadEach.class.getName()));
		command.addAll(files);
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		assertThat(process.waitFor()).isZero();
		return Files.readString(output, StandardCharsets.ISO_8859_1);
	}

}
