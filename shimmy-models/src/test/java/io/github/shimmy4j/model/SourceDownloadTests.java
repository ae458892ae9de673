package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.SourceReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link SourceDownload}. */
class SourceDownloadTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "ALL_PROXY, ftp://proxy.example", "HF_ENDPOINT, mirror.example" })
	void invalidVariableFailsOnlyWhenSomethingIsFetched(String name, String value) {
		SourceDownload download = new SourceDownload(Map.of(name, value), List.of());
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> download.lookUp(SourceReference.parse("hf:owner/name/x.gguf"),
					this.directory.resolve("x.gguf.partial"), ProgressListener.NONE))
			.withMessageContaining(name)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

}
