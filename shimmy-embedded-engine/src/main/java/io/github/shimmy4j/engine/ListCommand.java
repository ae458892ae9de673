package io.github.shimmy4j.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.engine.model.ModelFile;
import io.github.shimmy4j.engine.model.ModelScan;

/** {@code list}: prints the models in the directories that are searched. */
@Command(name = "list", description = "Lists the models that are found.", sortOptions = false,
		mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {

	@Option(names = { "-s", "--short" }, description = "Print ids alone.")
	private boolean brief;

	@Option(names = "--json", description = "Print JSON.")
	private boolean json;

	@Option(names = "--model-dirs", paramLabel = "DIRS", description = "Directories to scan, separated by ';'.")
	private @Nullable String modelDirs;

	private final Map<String, String> environment;

	private final Console console;

	ListCommand(Map<String, String> environment, Console console) {
		this.environment = environment;
		this.console = console;
	}

	@Override
	public void run() {
		List<ModelFile> models = ModelScan.models(ModelChoice.directories(this.modelDirs, this.environment));
		if (this.json) {
			printJson(models);
		}
		else if (this.brief) {
			models.forEach((model) -> this.console.out(model.id()));
		}
		else {
			print(models);
		}
	}

	/** One model a line, because a reader may limit the length of lines. */
	private void printJson(List<ModelFile> models) {
		JsonMapper mapper = JsonMapper.shared();
		this.console.out("{\"models\":[");
		for (int i = 0; i < models.size(); i++) {
			ModelFile model = models.get(i);
			ObjectNode entry = mapper.createObjectNode()
				.put("name", model.id())
				.put("path", model.path().toString())
				.put("size_bytes", model.sizeBytes());
			this.console.out(mapper.writeValueAsString(entry) + ((i < models.size() - 1) ? "," : ""));
		}
		this.console.out("]}");
	}

	private void print(List<ModelFile> models) {
		if (models.isEmpty()) {
			this.console.out("❌ No models found. Name directories that have some with --model-dirs");
			return;
		}
		this.console.out("🔍 Auto-Discovered Models:");
		models.forEach((model) -> this.console
			.out("  " + model.id() + " => " + quoted(model.path()) + " [" + model.sizeBytes() / (1024 * 1024) + "MB]"));
		this.console.out("");
		this.console.out("✅ Total available models: " + models.size());
	}

	/** Quotes a path as shimmy does. */
	private static String quoted(Path path) {
		return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
