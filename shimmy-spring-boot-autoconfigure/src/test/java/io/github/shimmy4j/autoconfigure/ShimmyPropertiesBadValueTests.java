package io.github.shimmy4j.autoconfigure;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** The failure of a bad value names key, value and rule. */
class ShimmyPropertiesBadValueTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Properties.class);

	@Test
	void namedBinaryBesideTheEmbeddedEngineIsAContradiction() {
		this.runner.withPropertyValues("shimmy.shimmy-path=/opt/shimmy", "shimmy.binary.source=embedded")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessage("'shimmy.shimmy-path' is '/opt/shimmy'; allowed is nothing where "
						+ "shimmy.binary.source=embedded"));
	}

	@Test
	void passwordInTheAddressOfAServerIsRefusedAndNotShown() {
		this.runner.withPropertyValues("shimmy.mode=external", "shimmy.base-url=http://me:s3cret@x/v1")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessage("'shimmy.base-url' is 'http://…@x/v1'; allowed is an address without a user; write the "
						+ "key into 'shimmy.api-key'"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					shimmy.preferred-port        | -1           | a whole number from 0 to 65535
					shimmy.preferred-port        | 65536        | a whole number from 0 to 65535
					shimmy.port-range            | -1           | a whole number from 0 to 65535
					shimmy.port-range            | 65536        | a whole number from 0 to 65535
					shimmy.context-size          | 511          | 'auto', or a whole number of 512 or more, or one with 'up-to-' before it
					shimmy.context-size          | large        | 'auto', or a whole number of 512 or more, or one with 'up-to-' before it
					shimmy.context-size          | up-to-100    | 'auto', or a whole number of 512 or more, or one with 'up-to-' before it
					shimmy.max-restarts          | -1           | a whole number of 0 or more
					shimmy.health-timeout        | PT0S         | a duration above zero, such as 30s, of 24 days at most
					shimmy.health-timeout        | PT-1S        | a duration above zero, such as 30s, of 24 days at most
					shimmy.restart.window        | PT0S         | a duration above zero, such as 30s, of 24 days at most
					shimmy.restart.window        | PT-1S        | a duration above zero, such as 30s, of 24 days at most
					shimmy.chat.idle-timeout     | PT0S         | a duration above zero, such as 30s, of 24 days at most
					shimmy.chat.idle-timeout     | PT-1S        | a duration above zero, such as 30s, of 24 days at most
					shimmy.chat.first-token-timeout | PT0S      | a duration above zero, such as 30s, of 24 days at most
					shimmy.chat.first-token-timeout | PT-1S     | a duration above zero, such as 30s, of 24 days at most
					shimmy.shutdown.grace        | PT-1S        | a duration of zero or more, such as 5s, of 24 days at most
					shimmy.idle-stop-after       | PT-1S        | a duration of zero or more, such as 5s, of 24 days at most
					shimmy.liveness.interval     | PT-1S        | a duration of zero or more, such as 5s, of 24 days at most
					shimmy.liveness.timeout      | PT0S         | a duration above zero, such as 30s, of 24 days at most
					shimmy.liveness.failures     | 0            | a whole number of 1 or more
					shimmy.liveness.idle-generation | PT-1S     | a duration of zero or more, such as 5s, of 24 days at most
					shimmy.chat.max-concurrent   | 0            | a whole number of 1 or more
					shimmy.model                 | ""           | a text that is not blank
					shimmy.shimmy-path           | ""           | a text that is not blank
					shimmy.models-dir            | ""           | a text that is not blank
					shimmy.binary.version        | 3.0.0        | a version of shimmy, 1.x.x or 2.x.x, or a build of llama-server, such as b10964
					shimmy.binary.version        | 1.7          | a version of shimmy, 1.x.x or 2.x.x, or a build of llama-server, such as b10964
					shimmy.binary.version        | b0           | a version of shimmy, 1.x.x or 2.x.x, or a build of llama-server, such as b10964
					shimmy.binary.sha256         | abc          | 64 hexadecimal digits
					shimmy.binary.mirror         | ftp://x/y    | an http or https address of a file, without a password
					shimmy.binary.mirror         | http://x     | an http or https address of a file, without a password
					shimmy.binary.mirror         | http://u:p@x/y | an http or https address of a file, without a password
					shimmy.chat.model            | ""           | a text that is not blank
					shimmy.chat.temperature      | 2.1          | a number from 0 to 2
					shimmy.chat.temperature      | -1.0         | a number from 0 to 2
					shimmy.chat.temperature      | NaN          | a number from 0 to 2
					shimmy.chat.max-tokens       | 0            | a whole number of 1 or more
					shimmy.chat.max-tokens       | -5           | a whole number of 1 or more
					shimmy.base-url              | localhost:1  | an address such as http://127.0.0.1:11435/v1
					shimmy.base-url              | ftp://x      | an address such as http://127.0.0.1:11435/v1
					shimmy.base-url              | http:/x      | an address such as http://127.0.0.1:11435/v1
					shimmy.base-url              | http://x/v1?a | an address without a query ('?') and without a fragment ('#')
					shimmy.base-url              | http://x/v1#a | an address without a query ('?') and without a fragment ('#')
					shimmy.base-url              | http://x/v1  | only with shimmy.mode=external
					""")
	void valueOutsideTheRulesNamesKeyValueAndRule(String key, String value, String rule) {
		this.runner.withPropertyValues(key + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.asInstanceOf(type(ShimmyException.class))
				.satisfies((failure) -> {
					assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
					assertThat(failure).hasMessage("'%s' is '%s'; allowed is %s".formatted(key, value, rule));
				});
			FailureAnalysis analysis = FailureReport.of(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(key, value, rule);
			assertThat(analysis.getAction()).contains("docs/configuration.md");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			shimmy.preferred-port        | abc          | to int
			shimmy.port-range            | many         | to int
			shimmy.max-restarts          | 1.5          | to int
			shimmy.health-timeout        | soon         | 'soon' is not a valid duration
			shimmy.restart.window        | 5 minutes    | is not a valid duration
			shimmy.shutdown.grace        | 5x           | Unknown unit 'x'
			shimmy.chat.idle-timeout     | ever         | is not a valid duration
			shimmy.chat.first-token-timeout | ever      | is not a valid duration
			shimmy.chat.temperature      | warm         | to java.lang.Double
			shimmy.chat.max-tokens       | 99999999999  | to int
			shimmy.enabled               | maybe        | Invalid boolean value 'maybe'
			shimmy.auto-start            | maybe        | Invalid boolean value 'maybe'
			shimmy.fail-fast             | maybe        | Invalid boolean value 'maybe'
			shimmy.start-on-first-use    | maybe        | Invalid boolean value 'maybe'
			shimmy.chat.max-concurrent   | few          | to java.lang.Integer
			shimmy.model-source.discover | maybe        | Invalid boolean value 'maybe'
			shimmy.mode                  | hosted       | EXTERNAL
			shimmy.chat.control-tokens   | drop         | REFUSE
			shimmy.lifecycle-management  | stop-only    | START_AND_STOP
			shimmy.health.readiness-group | maybe       | Invalid boolean value 'maybe'
			shimmy.skip.in-tests         | maybe        | Invalid boolean value 'maybe'
			shimmy.gpu-mode              | amd          | VULKAN
			shimmy.binary.install        | build        | CARGO
			shimmy.base-url              | http://[a     | to java.net.URI
			""")
	void valueOfAnotherTypeNamesKeyValueAndType(String key, String value, String expected) {
		this.runner.withPropertyValues(key + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureReport.of(context.getStartupFailure());
			assertThat(analysis.getDescription() + analysis.getAction()).contains(key, "\"" + value + "\"", expected);
		});
	}

	/**
	 * Timeouts end up as milliseconds in an int, or as nanoseconds in a long: 30 days
	 * would fail deep inside the HTTP client.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "shimmy.health-timeout", "shimmy.restart.window", "shimmy.shutdown.grace",
			"shimmy.chat.idle-timeout", "shimmy.chat.first-token-timeout", "shimmy.idle-stop-after",
			"shimmy.liveness.interval", "shimmy.liveness.timeout", "shimmy.liveness.idle-generation" })
	void durationThatNoTimerCanMeasureIsRefused(String key) {
		this.runner.withPropertyValues(key + "=25d").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(ShimmyException.class)
				.hasMessageContainingAll(key, "PT600H", "24 days");
		});
	}

	@Test
	void graceOfZeroIsAllowed() {
		this.runner.withPropertyValues("shimmy.shutdown.grace=0").run((context) -> assertThat(context).hasNotFailed());
	}

	@EnableConfigurationProperties(ShimmyProperties.class)
	static class Properties {

	}

}
