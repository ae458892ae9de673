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
			b0,       ,    ,              INSTALL_VERSION
			10964,    ,    ,              INSTALL_VERSION
			b1234567890,,  ,              INSTALL_VERSION
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
	void cargoBuildsNoLlamaServer() {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new InstallChoice(BinaryInstall.CARGO, "b10964", null, null))
			.withMessageContaining("download or auto")
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo(Setting.INSTALL));
	}

	@ParameterizedTest
	@CsvSource({ "LLAMA_SERVER, 1.7.4, a version of llama-server", "SHIMMY, b10964, a version of shimmy" })
	void versionOfAProgramThatIsNotSearchedForIsRefused(BinarySource source, String version, String message) {
		InstallChoice install = new InstallChoice(BinaryInstall.DOWNLOAD, version, null, null);
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new BinaryChoice(null, source, install))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo(Setting.INSTALL_VERSION));
		assertThat(new BinaryChoice(null, BinarySource.AUTO, install).mayObtain()).isTrue();
	}

	@Test
	void usualVersionIsThatOfTheSource() {
		assertThat(BinarySource.LLAMA_SERVER.usualVersion()).isEqualTo("b10964");
		assertThat(BinarySource.AUTO.usualVersion()).isEqualTo("1.7.4");
		assertThat(new BinaryChoice(null, BinarySource.LLAMA_SERVER,
				new InstallChoice(BinaryInstall.NEVER, "b10964", null, null))
			.unusedInstalls())
			.isEqualTo("installing is off (never); download, auto obtain llama-server b10964 where nothing else suits");
	}

	@Test
	void otherValuesAreNamedOnlyWhereTheyWouldDoSomething() {
		assertThat(BinaryChoices.ANY.unusedInstalls())
			.isEqualTo("installing is off (never); download, cargo, auto obtain shimmy 1.7.4 where nothing else suits");
		assertThat(BinaryChoices.named(Path.of("/opt/shimmy")).unusedInstalls()).isEmpty();
		assertThat(BinaryChoices.of(BinarySource.EMBEDDED).unusedInstalls()).isEmpty();
		assertThat(
				new BinaryChoice(null, BinarySource.AUTO, new InstallChoice(BinaryInstall.CARGO, "1.7.4", null, null))
					.unusedInstalls())
			.isEmpty();
	}

}
