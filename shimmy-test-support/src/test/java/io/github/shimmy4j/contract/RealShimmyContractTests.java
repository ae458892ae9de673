package io.github.shimmy4j.contract;

import java.nio.file.Path;

import org.junit.jupiter.api.Tag;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("real-shimmy")
class RealShimmyContractTests extends Shimmy174ContractTests {

	@Override
	protected Path executable() {
		return existing("real-shimmy.binary");
	}

	@Override
	protected Path modelFile() {
		return existing("real-shimmy.model");
	}

	private static Path existing(String property) {
		String value = System.getProperty(property);
		assertThat(value).as("system property %s; run scripts/install-shimmy, then pass -D%s=PATH", property, property)
			.isNotBlank();
		return assertThat(Path.of(value)).as("%s; run scripts/install-shimmy", property).isRegularFile().actual();
	}

}
