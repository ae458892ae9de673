package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.support.JavaProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ModelFile.Use}, with applications in other processes. */
class ModelFileUseTests {

	@TempDir
	private Path directory;

	private Path models;

	private Path model;

	@BeforeEach
	void setUp() {
		this.models = this.directory.resolve("models");
		this.model = TestModel.write(this.models.resolve("hf/owner/tiny.gguf"));
	}

	@Test
	void modelIsInUseUntilItsLastServerHasEnded() throws IOException {
		ModelFile.Use first = ModelFile.Use.hold(this.models, this.model);
		ModelFile.Use second = ModelFile.Use.hold(this.models, this.model);
		first.close();
		first.close();
		assertThat(ModelFile.Use.tryAlone(this.models, this.model)).isEmpty();
		second.close();
		ModelFile.Use.tryAlone(this.models, this.model).orElseThrow().close();
	}

	@Test
	void modelIsFreeOnceItsApplicationIsKilled() throws Exception {
		try (JavaProcess one = JavaProcess.start(ModelHolder.class, this.models, this.model);
				JavaProcess other = JavaProcess.start(ModelHolder.class, this.models, this.model)) {
			one.await("held");
			other.await("held");
			one.kill();
			assertThat(ModelFile.Use.tryAlone(this.models, this.model)).isEmpty();
			other.kill();
			ModelFile.Use.tryAlone(this.models, this.model).orElseThrow().close();
		}
	}

	@Test
	void serverStartsOnAModelThatIsBeingRemoved() throws Exception {
		try (ModelFile.Use alone = ModelFile.Use.tryAlone(this.models, this.model).orElseThrow()) {
			assertThat(ModelFile.Use.tryAlone(this.models, this.model)).isEmpty();
			try (ModelFile.Use use = ModelFile.Use.hold(this.models, this.model)) {
				assertThat(use.isHeld()).isFalse();
			}
			try (JavaProcess other = JavaProcess.start(ModelHolder.class, this.models, this.model)) {
				other.await("free");
			}
		}
		try (ModelFile.Use use = ModelFile.Use.hold(this.models, this.model)) {
			assertThat(use.isHeld()).isTrue();
		}
	}

	@Test
	void modelInUseDoesNotLockOthers() throws IOException {
		Path other = TestModel.write(this.models.resolve("other.gguf"));
		try (ModelFile.Use use = ModelFile.Use.hold(this.models, this.model)) {
			ModelFile.Use.tryAlone(this.models, other).orElseThrow().close();
		}
	}

	@Test
	void modelIsTheSameThroughEveryLink() throws IOException {
		Path sameModels = Files.createSymbolicLink(this.directory.resolve("same"), this.models);
		Path link = Files.createSymbolicLink(this.directory.resolve("link.gguf"), this.model);
		try (ModelFile.Use use = ModelFile.Use.hold(sameModels, link)) {
			assertThat(use.isHeld()).isTrue();
			assertThat(ModelFile.Use.tryAlone(this.models, this.model)).isEmpty();
		}
	}

	@Test
	void linkInTheDirectoryToAModelOutsideCanBeInUse() throws IOException {
		Path elsewhere = TestModel.write(this.directory.resolve("elsewhere.gguf"));
		Path link = Files.createSymbolicLink(this.models.resolve("link.gguf"), elsewhere);
		try (ModelFile.Use use = ModelFile.Use.hold(this.models, link)) {
			assertThat(ModelFile.Use.tryAlone(this.models, link)).isEmpty();
		}
	}

	@Test
	void modelOutsideTheDirectoryIsNotLocked() throws IOException {
		Path elsewhere = TestModel.write(this.directory.resolve("elsewhere.gguf"));
		try (ModelFile.Use use = ModelFile.Use.hold(this.models, elsewhere)) {
			assertThat(use.isHeld()).isFalse();
			assertThat(this.models.resolve(".in-use")).doesNotExist();
		}
	}

	/** A file in place of the directory stops even a user who may write everywhere. */
	@Test
	void directoryThatIsNotWritableFailsTheRemovalButNoServer() throws IOException {
		Files.createFile(this.models.resolve(".in-use"));
		try (ModelFile.Use use = ModelFile.Use.hold(this.models, this.model)) {
			assertThat(use.isHeld()).isFalse();
		}
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> ModelFile.Use.tryAlone(this.models, this.model).map(Optional::of))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

	@Test
	void lockFilesAreNotListedAsModels() {
		try (ModelFile.Use use = ModelFile.Use.hold(this.models, this.model)) {
			assertThat(this.models.resolve(".in-use")).isDirectoryContaining("glob:**.lock");
			assertThat(new ModelDirectory(this.models, ModelCatalog.builtIn()).listLocal()).extracting(LocalModel::name)
				.containsExactly("tiny");
		}
	}

}
