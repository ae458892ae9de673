package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link VerifiedFiles}. */
class VerifiedFilesTests {

	@TempDir
	private Path models;

	private FilePlace place;

	@BeforeEach
	void setUp() {
		this.place = TinyModel.place(this.models);
	}

	@Test
	void unverifiedFileIsReadOnce() throws IOException {
		Files.write(this.place.path(), TinyModel.content());
		assertThat(new VerifiedFiles().verify(this.place)).isEmpty();
		FileTime modified = Files.getLastModifiedTime(this.place.path());
		// Reading the file again would reveal the change.
		byte[] damaged = TinyModel.content();
		damaged[200_000]++;
		Files.write(this.place.path(), damaged);
		Files.setLastModifiedTime(this.place.path(), modified);
		assertThat(new VerifiedFiles().verify(this.place)).isEmpty();
		Files.setLastModifiedTime(this.place.path(), FileTime.fromMillis(1_000_000));
		assertThat(new VerifiedFiles().verify(this.place))
			.hasValueSatisfying((problem) -> assertThat(problem).startsWith("it has 300,000 bytes and SHA-256 ")
				.endsWith("not 300,000 bytes and SHA-256 " + TinyModel.sha256()));
	}

	@Test
	void stampOfOtherContentIsNotTrusted() throws IOException {
		Files.write(this.place.path(), TinyModel.content());
		assertThat(new VerifiedFiles().verify(this.place)).isEmpty();
		WantedFile other = new WantedFile("tiny", TinyModel.SIZE_BYTES, "0".repeat(64));
		assertThat(new VerifiedFiles().verify(new FilePlace(this.place.path(), other))).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[1]", "{\"sizeBytes\":300000}" })
	void unusableStampIsReplaced(String stamp) throws IOException {
		Files.write(this.place.path(), TinyModel.content());
		Files.writeString(this.models.resolve("tiny.gguf.verified"), stamp);
		assertThat(new VerifiedFiles().verify(this.place)).isEmpty();
		assertThat(new VerifiedFiles().digest(this.place.path())).hasValue(TinyModel.sha256());
	}

	@Test
	void fileThatIsNoModelIsDescribed() throws IOException {
		assertThat(new VerifiedFiles().verify(this.place)).hasValue("it is missing");
		Files.writeString(this.place.path(), "half");
		assertThat(new VerifiedFiles().verify(this.place)).hasValue("it has 4 bytes, not 300,000");
		Files.write(this.place.path(), new byte[TinyModel.SIZE_BYTES]);
		assertThat(new VerifiedFiles().verify(this.place)).hasValue("it is a binary file of another format");
		assertThat(new VerifiedFiles().digest(this.place.path())).isEmpty();
	}

	@Test
	void distrustedFileIsReadAgainEvenIfNoStampCanBeWritten() throws IOException {
		VerifiedFiles files = new VerifiedFiles();
		Files.write(this.place.path(), TinyModel.content());
		Path note = Files.createDirectories(this.models.resolve("tiny.gguf.verified/in-the-way")).getParent();
		assertThat(files.verify(this.place)).isEmpty();
		FileTime modified = Files.getLastModifiedTime(this.place.path());
		byte[] damaged = TinyModel.content();
		damaged[200_000]++;
		Files.write(this.place.path(), damaged);
		Files.setLastModifiedTime(this.place.path(), modified);
		assertThat(files.verify(this.place)).isEmpty();
		files.distrust(this.place.path(), TinyModel.sha256());
		assertThat(files.verify(this.place)).isPresent();
		assertThat(note).isDirectory();
	}

}
