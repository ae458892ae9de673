package io.github.shimmy4j.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;

import io.github.shimmy4j.fake.GgufBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ModelFile}; what a header says is tested with its reader. */
class ModelFileTests {

	@TempDir
	private Path directory;

	private ModelFile write(byte[] content) throws IOException {
		return ModelFile.direct(Files.write(this.directory.resolve("m.gguf"), content));
	}

	@Test
	void headerIsThatOfTheFile() throws IOException {
		byte[] content = new GgufBytes().text("general.architecture", "bert")
			.uint32("bert.context_length", 512)
			.uint32("bert.pooling_type", 1)
			.build();
		assertThat(write(content).header().contextTokens()).isEqualTo(512);
		assertThat(write(content).header().pools()).isTrue();
	}

	@Test
	void headerOfAnotherFileSaysWhatItIs() throws IOException {
		ModelFile file = write("PK\3\4 and so on, long enough".getBytes());
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(file::header)
			.withMessage("Model file '%s' is not a GGUF file but a ZIP archive", file.path());
	}

	@Test
	void headerThatBreaksOffSaysWhere() throws IOException {
		byte[] content = new GgufBytes().text("general.architecture", "llama").build();
		ModelFile file = write(Arrays.copyOf(content, 60));
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(file::header)
			.withMessage("Model file '%s' is no usable GGUF file: 8 bytes are announced, 4 are left, at byte 56",
					file.path());
	}

	/** A launch has a link to the model, made at its start. */
	@Test
	void timeOfALinkIsThatOfItsFile() throws IOException {
		FileTime written = FileTime.fromMillis(1_700_000_000_000L);
		ModelFile file = write(new GgufBytes().build());
		Files.setLastModifiedTime(file.path(), written);
		Path link = Files.createSymbolicLink(this.directory.resolve("link.gguf"), file.path());
		assertThat(ModelFile.direct(link).modified()).isEqualTo(written.toInstant());
	}

	@Test
	void headerOfAMissingFileNamesIt() {
		ModelFile file = ModelFile.direct(this.directory.resolve("none.gguf"));
		assertThatExceptionOfType(ModelLoadException.class).isThrownBy(file::header)
			.withMessageContainingAll(file.path().toString(), "NoSuchFileException");
	}

}
