package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.shimmy4j.fake.Generation.Trait;

/**
 * Shimmy's discovery of model files: the directories that it scans and skips, and the ids
 * that it gives. Ollama stores and safetensors are left out.
 */
final class ModelScan {

	private static final int DEPTH = 4;

	private static final Set<String> SYSTEM_NAMES = Set.of("Library", "Applications", "System", "Developer", "usr",
			"var", "tmp", "private", "Volumes", "cores", "dev", "etc", "home", "net", "proc", "opt", "sbin", "bin");

	private final Generation generation;

	private final Map<String, String> environment;

	ModelScan(Generation generation, Map<String, String> environment) {
		this.generation = generation;
		this.environment = environment;
	}

	/** All models by id, sorted as every list of shimmy is. */
	Map<String, ServedModel> models(CommandLine line) {
		Map<String, ServedModel> models = new TreeMap<>();
		for (Path root : roots(line)) {
			scan(root, 0, models);
		}
		String base = this.environment.get("SHIMMY_BASE_GGUF");
		if (this.generation.has(Trait.PLACEHOLDER_MODEL)) {
			Path path = Path.of((base != null) ? base : "./models/phi3-mini.gguf");
			models.put("phi3-lora", new ServedModel("phi3-lora", path, false));
		}
		else if (base != null) {
			models.put("tinyllama-1.1b", new ServedModel("tinyllama-1.1b", Path.of(base), false));
		}
		return models;
	}

	private List<Path> roots(CommandLine line) {
		List<Path> roots = new ArrayList<>();
		roots.add(Path.of("models"));
		Path baseDirectory = Path.of(this.environment.getOrDefault("SHIMMY_BASE_GGUF", "")).getParent();
		if (baseDirectory != null) {
			roots.add(baseDirectory);
		}
		roots.addAll(line.modelDirs().isEmpty()
				? CommandLine.directories(this.environment.getOrDefault("SHIMMY_MODEL_PATHS", "")) : line.modelDirs());
		roots.addAll(CommandLine.directories(this.environment.getOrDefault("OLLAMA_MODELS", "")));
		String home = this.environment.get("HOME");
		if (home != null) {
			for (String under : List.of(".cache/huggingface/hub", ".ollama/models", ".lmstudio/models", "models",
					".local/share/shimmy/models")) {
				roots.add(Path.of(home, under));
			}
		}
		return roots;
	}

	private void scan(Path directory, int depth, Map<String, ServedModel> found) {
		if (depth >= DEPTH || !Files.isDirectory(directory) || isSkipped(directory)) {
			return;
		}
		for (Path path : sorted(directory)) {
			if (Files.isDirectory(path)) {
				scan(path, depth + 1, found);
			}
			else if (Files.exists(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(".gguf")) {
				refuseUpperCase(path);
				ServedModel model = ServedModel.scanned(path);
				found.put(model.id(), model);
			}
		}
	}

	private boolean isSkipped(Path directory) {
		String name = String.valueOf(directory.getFileName());
		boolean hidden = name.startsWith(".") && !Set.of(".", ".cache", ".ollama", ".local").contains(name);
		return hidden || SYSTEM_NAMES.contains(name);
	}

	private List<Path> sorted(Path directory) {
		try (Stream<Path> paths = Files.list(directory)) {
			return paths.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** An assertion of 1.7.4 kills the process over {@code M.GGUF}. */
	private void refuseUpperCase(Path path) {
		String name = String.valueOf(path.getFileName());
		if (this.generation.has(Trait.PLACEHOLDER_MODEL) && !name.endsWith(".gguf")
				&& !name.toLowerCase(Locale.ROOT).contains("llama")) {
			throw new ExitException(101, "thread 'main' panicked at src/invariant_ppt.rs:\n"
					+ "INVARIANT VIOLATION: GGUF files must use Llama backend [backend_selection]");
		}
	}

}
