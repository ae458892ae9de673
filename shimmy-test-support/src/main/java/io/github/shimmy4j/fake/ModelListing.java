package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Output of {@code list}. */
final class ModelListing {

	private final Collection<ServedModel> models;

	private final Console console;

	ModelListing(Collection<ServedModel> models, Console console) {
		this.models = models;
		this.console = console;
	}

	void print(boolean brief) {
		if (brief) {
			this.models.forEach((model) -> this.console.out(model.id()));
			return;
		}
		if (this.models.isEmpty()) {
			this.console.out("❌ No models found. Set SHIMMY_BASE_GGUF or place .gguf files in ./models/");
			return;
		}
		List<ServedModel> registered = this.models.stream().filter((model) -> !model.discovered()).toList();
		List<ServedModel> discovered = this.models.stream().filter(ServedModel::discovered).toList();
		if (!registered.isEmpty()) {
			this.console.out("📋 Registered Models:");
			registered.forEach((model) -> this.console.out("  " + model.id() + " => " + quoted(model.path())));
		}
		if (!discovered.isEmpty()) {
			this.console.out((registered.isEmpty() ? "" : "\n") + "🔍 Auto-Discovered Models:");
			discovered.forEach((model) -> this.console
				.out("  " + model.id() + " => " + quoted(model.path()) + " [" + mebibytes(model.path()) + "MB]"));
		}
		this.console.out("\n✅ Total available models: " + this.models.size());
	}

	/** Rust's Debug format. */
	private static String quoted(Path path) {
		return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	private static long mebibytes(Path path) {
		try {
			return Files.size(path) / (1024 * 1024);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
