package io.github.shimmy4j.binary;

import java.nio.file.Path;

import io.github.shimmy4j.failure.InvalidSettingException;
import io.github.shimmy4j.failure.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InstallChoiceTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			3.0.0,    ,    ,              INSTALL_VERSION
			1.7,      ,    ,              INSTALL_VERSION
			01.7.4,   ,    ,              INSTALL_VERSION
			1.7.4-rc1,,    ,              INSTALL_VERSION
			1.7.4,    abc, ,              INSTALL_SHA256
			1.7.4,    ,    ftp://x/y,     INSTALL_MIRROR
			1.7.4,    ,    https://u:p@x/y, INSTALL_MIRROR
			""")
	void badValueNamesItsSetting(String version, String sha256, String mirror, Setting setting) {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new InstallChoice(BinaryInstall.AUTO, version, sha256, mirror))
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo(setting));
	}

	@Test
	void digestIsKnownInCapitalsToo() {
		assertThat(new InstallChoice(BinaryInstall.DOWNLOAD, "1.7.4", "ABCDEF0123456789".repeat(4), null).sha256())
			.isEqualTo("abcdef0123456789".repeat(4));
	}

	@Test
	void otherValuesAreNamedOnlyWhereTheyWouldDoSomething() {
		assertThat(BinaryChoices.ANY.unusedInstalls())
			.isEqualTo("installing is off (never); download, cargo, auto obtain a shimmy where nothing else suits");
		assertThat(BinaryChoices.named(Path.of("/opt/shimmy")).unusedInstalls()).isEmpty();
		assertThat(BinaryChoices.of(BinarySource.EMBEDDED).unusedInstalls()).isEmpty();
		assertThat(
				new BinaryChoice(null, BinarySource.AUTO, new InstallChoice(BinaryInstall.CARGO, "1.7.4", null, null))
					.unusedInstalls())
			.isEmpty();
	}

}
