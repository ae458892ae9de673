package io.github.shimmy4j.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/** The forms of keys that docs/configuration.md tells of. */
class ConfigurationFormTests {

	@Test
	void nameOfAnEnvironmentVariableIsKeptAsItIs() throws IOException {
		String properties = "shimmy.env.MY_VAR=1";
		assertThat(bind(new PropertiesPropertySourceLoader(), properties).env())
			.containsExactly(Map.entry("MY_VAR", "1"));
		String yaml = "shimmy: {env: {MY_VAR: 1}}";
		assertThat(bind(new YamlPropertySourceLoader(), yaml).env()).containsExactly(Map.entry("MY_VAR", "1"));
	}

	@Test
	void otherCharactersNeedBrackets() throws IOException {
		String properties = "shimmy.env.A(B)=1\nshimmy.env.[C(D)]=2";
		assertThat(bind(new PropertiesPropertySourceLoader(), properties).env()).containsOnly(Map.entry("AB", "1"),
				Map.entry("C(D)", "2"));
	}

	@Test
	void nameInBracketsIsKeptAsItIs() throws IOException {
		String properties = "shimmy.env[MY_VAR]=1\nshimmy.chat.headers.[X-Team_Name]=blue";
		ShimmyProperties bound = bind(new PropertiesPropertySourceLoader(), properties);
		assertThat(bound.env()).containsExactly(Map.entry("MY_VAR", "1"));
		assertThat(bound.chat().headers()).containsExactly(Map.entry("X-Team_Name", "blue"));
		String yaml = "shimmy: {env: {\"[MY_VAR]\": 1}}";
		assertThat(bind(new YamlPropertySourceLoader(), yaml).env()).containsExactly(Map.entry("MY_VAR", "1"));
	}

	@Test
	void environmentVariablesAreKeysInCapitals() {
		ShimmyProperties bound = bind(variables(Map.of("SHIMMY_CHAT_MAXTOKENS", "77", "SHIMMY_PREFERRED_PORT", "12000",
				"SHIMMY_CHAT_IDLE_TIMEOUT", "7s", "SHIMMY_ARGS_0", "--cpu-moe")));
		assertThat(bound.chat().idleTimeout()).hasSeconds(7);
		assertThat(bound.chat().maxTokens()).isEqualTo(77);
		assertThat(bound.preferredPort()).isEqualTo(12000);
		assertThat(bound.args()).containsExactly("--cpu-moe");
	}

	@Test
	void environmentVariablesCannotSetTheKeysOfMapsExactly() {
		assertThat(bind(variables(Map.of("SHIMMY_ENV_MY_VAR", "1"))).env()).doesNotContainKey("MY_VAR").hasSize(1);
	}

	private static PropertySource<?> variables(Map<String, Object> variables) {
		return new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				variables);
	}

	private static ShimmyProperties bind(PropertySourceLoader loader, String text) throws IOException {
		ByteArrayResource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
		return bind(loader.load("file", resource).get(0));
	}

	private static ShimmyProperties bind(PropertySource<?> source) {
		StandardEnvironment environment = new StandardEnvironment();
		MutablePropertySources sources = environment.getPropertySources();
		sources.stream().map(PropertySource::getName).toList().forEach(sources::remove);
		sources.addLast(source);
		return Binder.get(environment).bindOrCreate("shimmy", ShimmyProperties.class);
	}

}
