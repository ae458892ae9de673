package io.github.shimmy4j.doctor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VersionFactsTests {

	@Test
	void versionsAreListed() {
		assertThat(new VersionFacts("0.1.0", "17.0.15 (Maker)", "Linux 6.1 on amd64", "shimmy 1.x 1.7.4").finding())
			.isEqualTo(Finding.ok("versions",
					"shimmy4j 0.1.0, Java 17.0.15 (Maker), Linux 6.1 on amd64, server shimmy 1.x 1.7.4"));
	}

	@Test
	void systemOnWhichNothingWasTriedIsAWarning() {
		Finding finding = new VersionFacts(null, "25 (Maker)", "Windows 11 10.0 on amd64", null).finding();
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).contains("shimmy4j (not packaged)", "no server", "tried on Linux only");
	}

	@Test
	void versionsOfThisMachineAreKnown() {
		assertThat(VersionFacts.ofThisMachine(null, null).finding().message())
			.contains("Java " + System.getProperty("java.version"), System.getProperty("os.name"), "no server");
	}

}
