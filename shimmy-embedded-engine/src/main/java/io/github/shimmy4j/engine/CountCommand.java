package io.github.shimmy4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

import io.github.shimmy4j.engine.llama.LlamaLanguageModel;
import io.github.shimmy4j.engine.llama.LoadOptions;
import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.ModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code count}: counts tokens for callers whose server cannot count them. */
@Command(name = "count", description = "Reads a JSON array of texts, prints the array of their token counts.",
		sortOptions = false, mixinStandardHelpOptions = true)
final class CountCommand implements Runnable {

	@Option(names = "--model-path", paramLabel = "FILE", required = true, description = "A GGUF file.")
	private Path modelPath = Path.of("");

	private final InputStream in;

	private final Console console;

	CountCommand(InputStream in, Console console) {
		this.in = in;
		this.console = console;
	}

	@Override
	public void run() {
		JsonMapper mapper = JsonMapper.shared();
		ModelFile file = ModelChoice.direct(this.modelPath);
		JsonNode texts = read(mapper);
		CurrentDirectory.ofProcess().requireSafe();
		LanguageModel model = LlamaLanguageModel.load(file.path(), file.header().vocabulary(),
				LoadOptions.forCounting());
		ArrayNode counts = mapper.createArrayNode();
		onDeepStack(() -> texts.forEach((text) -> counts.add(model.countTokens(text.asString()))));
		this.console.out(mapper.writeValueAsString(counts));
	}

	/** A failure of the task ends the process by the handler of uncaught exceptions. */
	private static void onDeepStack(Runnable task) {
		Thread thread = new Thread(null, task, "count", LanguageModel.STACK_BYTES);
		thread.start();
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while counting tokens", ex);
		}
	}

	private JsonNode read(JsonMapper mapper) {
		try {
			JsonNode texts = mapper.readTree(this.in.readAllBytes());
			if (!texts.isArray()) {
				throw notTexts();
			}
			for (JsonNode text : texts) {
				if (!text.isString()) {
					throw notTexts();
				}
			}
			return texts;
		}
		catch (IOException | JacksonException ex) {
			throw notTexts();
		}
	}

	private static EngineException notTexts() {
		return new EngineException(ExitStatus.USAGE, "error: the input is not a JSON array of strings");
	}

}
