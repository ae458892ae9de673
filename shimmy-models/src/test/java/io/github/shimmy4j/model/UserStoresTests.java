package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link UserStores}. */
class UserStoresTests {

	@TempDir
	private Path home;

	@Test
	void onlyExistingStoresAreFound() throws IOException {
		Path hub = directory(".cache/huggingface/hub");
		Path studio = directory(".lmstudio/models");
		Path ollama = directory(".ollama/models");
		assertThat(UserStores.of(Map.of(), this.home).all()).containsExactly(hub, studio, ollama);
	}

	@Test
	void storesOfTheEnvironmentComeFirst() throws IOException {
		directory(".ollama/models");
		Path first = directory("first");
		Path second = directory("second");
		Path ollama = directory("ollama");
		UserStores stores = UserStores.of(
				Map.of("SHIMMY_MODEL_PATHS", first + ";;" + second + ";/no/such\0", "OLLAMA_MODELS", ollama.toString()),
				this.home);
		assertThat(stores.directories()).containsExactly(first, second);
		assertThat(stores.ollama()).isEqualTo(ollama);
	}

	@Test
	void emptyHomeHasNoStores() {
		assertThat(UserStores.of(Map.of(), this.home).all()).isEmpty();
	}

	private Path directory(String path) throws IOException {
		return Files.createDirectories(this.home.resolve(path));
	}

}
