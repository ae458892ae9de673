package io.github.shimmy4j.gateway.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class WrongValueAnalyzerTests {

	@TempDir
	private Path directory;

	@Test
	void namesKeyValueFileAndWhatIsAllowed() throws IOException {
		assertThat(description("max-restarts = \"many\"", "shimmy.max-restarts", Bindable.of(int.class)))
			.isEqualTo("'shimmy.max-restarts' is 'many' ('%s'); allowed is a whole number (INVALID_CONFIGURATION)."
				.formatted(file()));
		assertThat(description("idle = \"5 parsecs\"", "shimmy.idle", Bindable.of(Duration.class)))
			.contains("'5 parsecs'")
			.contains("a duration, such as 30s");
		assertThat(description("gpu-mode = \"yes\"", "shimmy.gpu-mode", Bindable.of(GpuMode.class)))
			.contains("one of auto, cpu,");
	}

	@Test
	void longValueIsCutAndMadePrintable() throws IOException {
		String description = description("max-restarts = \"\\u001b[31m" + "x".repeat(5000) + "\"",
				"shimmy.max-restarts", Bindable.of(int.class));
		assertThat(description).contains("'\\u001b[31mxxx").contains("…").hasSizeLessThan(600);
	}

	@Test
	void secretIsNotShown() throws IOException {
		assertThat(description("env = \"sk-secret\"", "shimmy.env", Bindable.mapOf(String.class, String.class)))
			.isEqualTo("'shimmy.env' has a value that is not shown ('%s'); allowed is a table (INVALID_CONFIGURATION)."
				.formatted(file()));
		for (String key : new String[] { "api-key", "hub.token", "chat.headers.x", "env.a", "args[0]" }) {
			String first = key.replaceAll("\\[0]", "");
			String value = key.endsWith("]") ? "[\"sk-secret\"]" : "\"sk-secret\"";
			assertThat(description(first + " = " + value, "shimmy." + key, Bindable.of(int.class))).as(key)
				.contains("not shown")
				.doesNotContain("sk-secret");
		}
	}

	@Test
	void passwordInAnAddressIsNotShown() throws IOException {
		assertThat(
				description("base-url = \"http://me:pw@host/a b?token=x\"", "shimmy.base-url", Bindable.of(int.class)))
			.startsWith("'shimmy.base-url' is 'http://host/a b' (");
	}

	@Test
	void levelOfALoggerIsOursInTheFileOfTheDaemonOnly() throws IOException {
		String name = "logging.level.own";
		PropertySource<?> settings = ConfigToml.read(Files.writeString(file(), "[logging.level]\nown = \"loud\"\n"));
		assertThat(new WrongValueAnalyzer().analyze(failure(settings, name, Bindable.of(int.class)))).isNotNull();
		BindException failure = failure(new MapPropertySource("own", Map.of(name, "loud")), name,
				Bindable.of(int.class));
		assertThat(new WrongValueAnalyzer().analyze(failure)).isNull();
	}

	/** Their values are no secrets, although they are about tokens. */
	@Test
	void numberOfTokensIsShown() throws IOException {
		assertThat(description("chat.max-tokens = \"x1\"", "shimmy.chat.max-tokens", Bindable.of(int.class)))
			.contains("'x1'");
		assertThat(description("chat.first-token-timeout = \"x1\"", "shimmy.chat.first-token-timeout",
				Bindable.of(Duration.class)))
			.contains("'x1'");
	}

	@Test
	void keyOfTheApplicationIsLeftToBoot() {
		BindException failure = failure(new MapPropertySource("own", Map.of("server.port", "x")), "server.port",
				Bindable.of(int.class));
		assertThat(new WrongValueAnalyzer().analyze(failure)).isNull();
	}

	@Test
	void isFoundByBoot() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, (type, name, failure) -> {
				// Some of Boot's need a context.
			})).hasAtLeastOneElementOfType(WrongValueAnalyzer.class);
	}

	private String description(String setting, String name, Bindable<?> target) throws IOException {
		PropertySource<?> settings = ConfigToml.read(Files.writeString(file(), "[shimmy]\n" + setting + "\n"));
		FailureAnalysis analysis = new WrongValueAnalyzer()
			.analyze(new IllegalStateException("the context", failure(settings, name, target)));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getAction()).contains("docs/configuration.md");
		return analysis.getDescription();
	}

	private static BindException failure(PropertySource<?> settings, String name, Bindable<?> target) {
		Binder binder = new Binder(ConfigurationPropertySources.from(settings));
		return catchThrowableOfType(BindException.class, () -> binder.bind(name, target));
	}

	private Path file() {
		return this.directory.resolve("config.toml");
	}

}
