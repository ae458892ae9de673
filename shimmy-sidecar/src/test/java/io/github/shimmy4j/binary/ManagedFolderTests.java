package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.support.OddFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/** Tests for what {@link ManagedFolder} reads before a launch. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows tells no time of the last status change")
class ManagedFolderTests {

	@TempDir
	private Path directory;

	private Path program;

	private Path library;

	private Path digests;

	private Path verified;

	private ManagedFolder folder;

	@BeforeEach
	void setUp() throws IOException {
		this.folder = new ManagedFolder(this.directory);
		Path bin = Files.createDirectory(this.directory.resolve("bin"));
		this.program = Files.writeString(bin.resolve("llama-server"), "program");
		this.library = Files.writeString(bin.resolve("libllama.so"), "library");
		this.digests = Files.writeString(bin.resolve("llama-server.sha256"),
				"%s  libllama.so%n%s  llama-server%n".formatted(Sha256.of(this.library), Sha256.of(this.program)));
		this.verified = bin.resolve("llama-server.verified");
	}

	@Test
	void filesThatWereVerifiedAndDidNotChangeAreNotReadAgain() throws Exception {
		this.folder.requireVerified(this.program);
		assertThat(this.verified).exists();
		Files.writeString(this.library, "another");
		String believed = Files.readString(this.digests).strip();
		new JsonFile<>(this.verified, VerifiedState.class)
			.write(VerifiedState.of(believed, List.of(this.program, this.library)).orElseThrow());
		assertThatNoException().isThrownBy(() -> this.folder.requireVerified(this.program));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> this.folder.requireUnchanged(this.program))
			.withMessageContaining("is not what was installed");
	}

	@Test
	void changeThatKeepsSizeAndTimeOfAFileIsFound() throws Exception {
		this.folder.requireVerified(this.program);
		FileTime modified = Files.getLastModifiedTime(this.library);
		Files.writeString(this.library, "LIBRARY");
		Files.setLastModifiedTime(this.library, modified);
		assertChanged("'%s' is not what was installed".formatted(this.library));
	}

	@Test
	void libraryThatIsMissingIsFound() throws Exception {
		this.folder.requireVerified(this.program);
		Files.delete(this.library);
		assertChanged("'%s' was installed and is missing".formatted(this.library));
	}

	@Test
	void otherDigestsThanThoseThatWereVerifiedAreCompared() throws Exception {
		this.folder.requireVerified(this.program);
		Files.writeString(this.digests, "%s  llama-server%n".formatted("0".repeat(64)));
		assertChanged("'%s' is not what was installed".formatted(this.program));
	}

	/** A FIFO was waited for. */
	@ParameterizedTest
	@EnumSource
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void somethingElseInThePlaceOfTheStateIsNotBelieved(OddFile odd) throws Exception {
		odd.put(this.verified);
		assertThatNoException().isThrownBy(() -> this.folder.requireVerified(this.program));
		Files.writeString(this.library, "another");
		assertChanged("'%s' is not what was installed".formatted(this.library));
	}

	private void assertChanged(String message) {
		for (int start = 0; start < 2; start++) {
			assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> this.folder.requireVerified(this.program))
				.withMessageContaining(message)
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.CHECKSUM_MISMATCH));
		}
	}

}
