package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Tests for {@link JsonFile}. */
class JsonFileTests {

	@TempDir
	private Path directory;

	private JsonFile<Value> file;

	@BeforeEach
	void setUp() {
		this.file = new JsonFile<>(this.directory.resolve("a.json"), Value.class);
	}

	@Test
	void valueIsReplacedForItsOwnerOnly() throws IOException {
		this.file.write(new Value("one"));
		this.file.write(new Value("two"));
		assertThat(this.file.read()).hasValue(new Value("two"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file.path())))
			.isEqualTo("rw-------");
		assertThat(files()).containsExactly("a.json");
	}

	/** Row L7: one of two applications lost its draft to the other, and did not start. */
	@Test
	void writersOfOneFileDoNotDisturbEachOther() throws Exception {
		int writers = 4;
		ExecutorService threads = Executors.newFixedThreadPool(writers);
		try {
			Callable<Boolean> write = () -> {
				for (int i = 0; i < 50; i++) {
					this.file.write(new Value("same"));
				}
				return true;
			};
			for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(writers, write))) {
				assertThat(each.get()).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.file.read()).hasValue(new Value("same"));
		assertThat(files()).containsExactly("a.json");
	}

	@Test
	void failedWriteLeavesNothing() throws IOException {
		Files.createDirectories(this.file.path().resolve("in-the-way"));
		assertThatIOException().isThrownBy(() -> this.file.write(new Value("one")));
		assertThat(files()).containsExactly("a.json");
	}

	@Test
	void deleteRemovesDraftsOfAKilledWriterAndNothingElse() throws IOException {
		this.file.write(new Value("one"));
		Files.createFile(this.directory.resolve("a.json.123456789.draft"));
		Files.createFile(this.directory.resolve("a.json.b.json.123456789.draft"));
		this.file.delete();
		assertThat(files()).containsExactly("a.json.b.json.123456789.draft");
		this.file.delete();
		new JsonFile<>(this.directory.resolve("missing/a.json"), Value.class).delete();
	}

	private List<String> files() {
		return List.of(this.directory.toFile().list());
	}

	record Value(String text) {
	}

}
