package io.github.shimmy4j.binary;

import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InstallChoiceTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			3.0.0,    ,    ,              shimmy.binary.version
			1.7,      ,    ,              shimmy.binary.version
			01.7.4,   ,    ,              shimmy.binary.version
			1.7.4-rc1,,    ,              shimmy.binary.version
			1.7.4,    abc, ,              shimmy.binary.sha256
			1.7.4,    ,    ftp://x/y,     shimmy.binary.mirror
			1.7.4,    ,    https://u:p@x/y, shimmy.binary.mirror
			""")
	void badValueNamesItsKey(String version, String sha256, String mirror, String key) {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> new InstallChoice(BinaryInstall.AUTO, version, sha256, mirror))
			.withMessageContaining(key)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

	@Test
	void digestIsKnownInCapitalsToo() {
		assertThat(new InstallChoice(BinaryInstall.DOWNLOAD, "1.7.4", "ABCDEF0123456789".repeat(4), null).sha256())
			.isEqualTo("abcdef0123456789".repeat(4));
	}

	@Test
	void otherValuesAreNamedOnlyWhereTheyWouldDoSomething() {
		assertThat(BinaryChoice.ANY.unusedInstalls()).isEqualTo(
				"shimmy.binary.install is never; download, cargo, auto obtain a shimmy where nothing else suits");
		assertThat(BinaryChoice.named(Path.of("/opt/shimmy")).unusedInstalls()).isEmpty();
		assertThat(new BinaryChoice(null, BinarySource.EMBEDDED).unusedInstalls()).isEmpty();
		assertThat(
				new BinaryChoice(null, BinarySource.AUTO, new InstallChoice(BinaryInstall.CARGO, "1.7.4", null, null))
					.unusedInstalls())
			.isEmpty();
	}

}
