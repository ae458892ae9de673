package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConfigTomlTests {

	@TempDir
	private Path directory;

	@Test
	void hasTheKeysOfPropertyFiles() throws IOException {
		PropertySource<?> settings = read("""
				[shimmy]
				model = "tiny"
				context-size = 16384
				args = ["--one", "--two"]
				env.RUST_LOG = "debug"

				[shimmy.gateway]
				bind-address = "127.0.0.1:0"
				metrics.enabled = false

				[logging.level]
				"io.github.shimmy4j" = "debug"
				""");
		assertThat(settings.getProperty("shimmy.model")).isEqualTo("tiny");
		assertThat(settings.getProperty("shimmy.context-size")).isEqualTo("16384");
		assertThat(settings.getProperty("shimmy.args[1]")).isEqualTo("--two");
		assertThat(settings.getProperty("shimmy.env.RUST_LOG")).isEqualTo("debug");
		assertThat(settings.getProperty("shimmy.gateway.bind-address")).isEqualTo("127.0.0.1:0");
		assertThat(settings.getProperty("shimmy.gateway.metrics.enabled")).isEqualTo("false");
		assertThat(settings.getProperty("logging.level.io.github.shimmy4j")).isEqualTo("debug");
		assertThat(OriginLookup.getOrigin(settings, "shimmy.model")).hasToString("'" + file() + "'");
	}

	@Test
	void fileNeedNotExist() {
		assertThat(ConfigToml.read(file()).getProperty("shimmy.model")).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[shimmy                     | line 1
			[shimmy]\\nmodel = tiny     | line 2
			model = "tiny"              | key 'model' outside of the tables
			[shimy]\\nmodel = "tiny"    | key 'shimy' outside of the tables
			shimmy = "tiny"             | key 'shimmy' outside of the tables
			""")
	void wrongFileIsNamedWithItsPlace(String text, String problem) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> read(text.replace("\\n", "\n")))
			.withMessageContaining(file().toString())
			.withMessageContaining(problem)
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

	@Test
	void tooLargeFileIsRefused() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> read("# ".repeat(600_000)))
			.withMessageContaining("larger than 1 MiB");
	}

	@Test
	void directoryInItsPlaceIsRefused() throws IOException {
		Files.createDirectory(file());
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> ConfigToml.read(file()))
			.withMessageContaining("cannot be read");
	}

	private PropertySource<?> read(String text) throws IOException {
		return ConfigToml.read(Files.writeString(file(), text));
	}

	private Path file() {
		return this.directory.resolve("config.toml");
	}

}
