package io.github.shimmy4j.autoconfigure.shared;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link SharedModel}. */
class SharedModelTests {

	@Test
	void unsetModelIsTheOneThatTheDaemonServes() {
		assertThat(SharedModel.of(null, null).asked()).isEmpty();
	}

	@Test
	void pathIsMadeAbsolute() {
		assertThat(SharedModel.of(null, "models/../tiny.gguf").asked())
			.isEqualTo(Path.of("tiny.gguf").toAbsolutePath().toString());
		assertThat(SharedModel.of(null, "~/tiny.gguf").asked())
			.isEqualTo(Path.of(System.getProperty("user.home"), "tiny.gguf").toString());
	}

	/** Before, the daemon looked for the file in its own directory. */
	@Test
	void bareNameOfAFileInTheWorkingDirectoryIsMadeAbsolute() {
		assertThat(SharedModel.of(null, "file:pom.xml").asked())
			.isEqualTo(Path.of("pom.xml").toAbsolutePath().toString());
	}

	@Test
	void otherBareNameIsForTheDaemonsDirectoryOfModels() {
		assertThat(SharedModel.of(null, "tiny.gguf").asked()).isEqualTo("tiny.gguf");
		assertThat(SharedModel.of(null, "smollm2-135m-instruct").asked()).isEqualTo("smollm2-135m-instruct");
	}

	/** Before, users saw the whole reference, with the password of an address. */
	@Test
	void usersSeeTheNameAsWithAServerOfTheApplication() {
		assertThat(SharedModel.of(null, "https://me:secret@host/tiny.gguf#sha256=" + "0".repeat(64)))
			.isEqualTo(new SharedModel("https://me:secret@host/tiny.gguf#sha256=" + "0".repeat(64), "tiny"));
		assertThat(SharedModel.of(null, "models/tiny.gguf").shown()).isEqualTo("tiny");
		assertThat(SharedModel.of("alias", "models/tiny.gguf")).isEqualTo(new SharedModel("alias", "alias"));
	}

}
