package io.github.shimmy4j.sidecar.supervision;

import java.nio.file.Path;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.sidecar.SampleOptions;

/** Options for the real server, for any free port. */
final class RealShimmy {

	private RealShimmy() {
	}

	static SampleOptions options() {
		return options(RealParts.shimmy());
	}

	/** Options for a program that leads to the real server. */
	static SampleOptions options(Path program) {
		return new SampleOptions().binary(program)
			.model(RealParts.model().toString())
			.healthTimeout(SidecarBench.LIMIT);
	}

}
