package io.github.shimmy4j.failure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/** A value that is not allowed, in the words of each front end. */
class InvalidSettingExceptionTests {

	private final InvalidSettingException failure = Setting.HEALTH_TIMEOUT.refuse("PT0S", "a duration above zero");

	@Test
	void messageNamesTheSettingInPlainWordsTheValueAndTheRule() {
		assertThat(this.failure).hasMessage("The health timeout is 'PT0S'; allowed is a duration above zero");
		assertThat(this.failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
	}

	@Test
	void messageForAFrontEndHasTheNameThatItsUsersKnow() {
		assertThat(this.failure.messageFor("--health-timeout"))
			.isEqualTo("'--health-timeout' is 'PT0S'; allowed is a duration above zero");
	}

	@Test
	void remedyIsToCorrectTheSetting() {
		assertThat(this.failure.remedy()).hasToString("Correct the health timeout.");
		assertThat(this.failure.remedy().text((setting) -> "--" + setting.name()))
			.isEqualTo("Correct --HEALTH_TIMEOUT.");
	}

	@Test
	void problemOfItsOwnKeepsItsCause() {
		IllegalArgumentException cause = new IllegalArgumentException("no scheme");
		assertThat(Setting.MODEL.refuse("x", ", which is no address", cause))
			.hasMessage("The model is 'x', which is no address")
			.hasCauseReference(cause);
	}

	@Test
	void requireRefusesInvalidValuesOnly() {
		assertThatNoException().isThrownBy(() -> Setting.PORT.require(true, 1, "0 or more"));
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> Setting.PORT.require(false, -1, "0 or more"))
			.withMessage("The preferred port is '-1'; allowed is 0 or more");
	}

	/** Issue 13: a line break in a foreign value forged a line of the log. */
	@Test
	void foreignValuesArePrintable() {
		InvalidSettingException foreign = Setting.MODEL.refuse("a\nb", "a name");
		assertThat(foreign).hasMessageContaining("'a\\nb'");
		assertThat(foreign.messageFor("m")).isEqualTo("'m' is 'a\\nb'; allowed is a name");
		assertThat(Remedy.of("Remove '%s'.", "a\u001b[31m")).hasToString("Remove 'a\\u001b[31m'.");
	}

	@Test
	void longValuesAreCut() {
		assertThat(Setting.MODEL.refuse("x".repeat(5000), "a name"))
			.hasMessage("The model is '%s…'; allowed is a name".formatted("x".repeat(200)));
	}

	@ParameterizedTest
	@EnumSource
	void wordsOfASettingFollowAnArticle(Setting setting) {
		assertThat(setting.words()).matches("[A-Za-z][A-Za-z0-9 -]+").doesNotStartWith("the ");
	}

}
