package io.github.shimmy4j.autoconfigure;

import java.time.Duration;

import io.github.shimmy4j.capability.ContextRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Every property of the embedding model: its default, another value, and bad ones. */
class EmbeddingPropertiesTests {

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		EmbeddingProperties properties = BoundProperties.embedding();
		assertThat(properties.model()).isNull();
		assertThat(properties.requestedContext()).isNull();
		assertThat(properties.batchSize()).isEqualTo(32);
		assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(120));
	}

	@Test
	void everyPropertyBindsToAnotherValueThanItsDefault() {
		EmbeddingProperties properties = BoundProperties.embedding("shimmy.embedding.model=/models/bge.gguf",
				"shimmy.embedding.context-size=512", "shimmy.embedding.batch-size=8", "shimmy.embedding.timeout=5s");
		assertThat(properties.servedModel().name()).isEqualTo("bge");
		assertThat(properties.requestedContext()).isEqualTo(ContextRequest.exactly(512));
		assertThat(properties.batchSize()).isEqualTo(8);
		assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(5));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			shimmy.embedding.model        | ""    | a text that is not blank
			shimmy.embedding.context-size | 511   | 'auto', or a whole number of 512 or more
			shimmy.embedding.batch-size   | 0     | a whole number from 1 to 256
			shimmy.embedding.batch-size   | 257   | a whole number from 1 to 256
			shimmy.embedding.timeout      | PT0S  | a duration above zero, such as 30s, of 24 days at most
			""")
	void badValueIsRefusedWithKeyValueAndRule(String key, String value, String rule) {
		new ApplicationContextRunner().withUserConfiguration(Properties.class)
			.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessage("'%s' is '%s'; allowed is %s".formatted(key, value, rule)));
	}

	@EnableConfigurationProperties(EmbeddingProperties.class)
	static class Properties {

	}

}
