package io.github.shimmy4j.engine;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.SourceDownload;

/** The small model that tests chat with, fetched once into the build's cache. */
public final class ChatModelFile {

	private ChatModelFile() {
	}

	/** Where the file is, which the first call fetches. */
	public static Path path() {
		if (RealParts.isModelGiven()) {
			return RealParts.model();
		}
		return new ModelDirectory(cache().resolve("models"), ModelCatalog.builtIn())
			.ensureDefault(ModelReference.parse("smollm2-135m-instruct"),
					new SourceDownload(System.getenv(), List.of()))
			.path();
	}

	/** As in scripts/common.bash. */
	private static Path cache() {
		String build = System.getenv("SHIMMY4J_BUILD_CACHE");
		if (build != null && !build.isEmpty()) {
			return Path.of(build);
		}
		String user = System.getenv("XDG_CACHE_HOME");
		Path caches = (user != null && !user.isEmpty()) ? Path.of(user)
				: Path.of(System.getProperty("user.home"), ".cache");
		return caches.resolve("shimmy4j-build");
	}

}
