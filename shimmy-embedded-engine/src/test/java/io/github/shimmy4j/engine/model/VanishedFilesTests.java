package io.github.shimmy4j.engine.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Files that are gone, or cannot be read, while models are looked for (issue 13). */
class VanishedFilesTests {

	@TempDir
	private Path directory;

	@Test
	void sizeOfAFileThatIsGoneIsTheModelsFailureAndNamesIt() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.gguf"), "GGUF");
		List<ModelFile> models = ModelScan.models(List.of(this.directory));
		Files.delete(file);
		assertThat(models).hasSize(1);
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> models.get(0).sizeBytes())
			.withMessageContaining(file.toString());
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> models.get(0).modified())
			.withMessageContaining(file.toString());
	}

	@Test
	void directoryThatBreaksOffIsNoReasonToFindNothing() {
		ModelScan.Visitor visitor = new ModelScan.Visitor(this.directory, new ArrayList<>());
		IOException failure = new IOException("Input/output error");
		assertThat(visitor.postVisitDirectory(this.directory, failure)).isEqualTo(FileVisitResult.CONTINUE);
		assertThat(visitor.visitFileFailed(this.directory, failure)).isEqualTo(FileVisitResult.CONTINUE);
	}

}
