package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Launches with homes, models and binaries in places of odd names, each a real process.
 */
class OddPathsTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "emoji \ud83d\ude00", "mod\u00e8le it's" })
	void serverStartsWhateverThePathsOfHomeModelAndBinaryHave(String name) throws IOException {
		try (SidecarBench bench = new SidecarBench(Files.createDirectory(this.directory.resolve(name)))) {
			ShimmySidecar sidecar = bench.create(bench.install(FakeShimmyBinary.version("1.7.4")));
			assertThat(sidecar.ensureReady(SidecarBench.LIMIT).phase()).isEqualTo(Phase.READY);
		}
	}

}
