package io.github.shimmy4j.sidecar;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** The real server and model that a build with {@code -Preal-shimmy} was given. */
final class RealShimmy {

	private RealShimmy() {
	}

	static Path binary() {
		return existing("real-shimmy.binary");
	}

	static Path model() {
		return existing("real-shimmy.model");
	}

	/** Options for the real server, for any free port. */
	static SampleOptions options() {
		return new SampleOptions().binary(binary()).model(model().toString()).healthTimeout(SidecarBench.LIMIT);
	}

	private static Path existing(String property) {
		String value = System.getProperty(property);
		assertThat(value).as("system property %s; run scripts/install-shimmy, then pass -D%s=PATH", property, property)
			.isNotBlank();
		return assertThat(Path.of(value)).as("%s; run scripts/install-shimmy", property).isRegularFile().actual();
	}

}
