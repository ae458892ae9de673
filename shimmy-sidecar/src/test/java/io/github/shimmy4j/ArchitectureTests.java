package io.github.shimmy4j;

import java.util.List;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules.OutsideSpring {

	ArchitectureTests() {
		super(ShimmySidecar.class, "accelerator", "binary", "sidecar", "sidecar.use", "sidecar.machine",
				"sidecar.ownership", "sidecar.launch", "sidecar.supervision", "doctor");
	}

	@Override
	protected List<String> resourceReaders() {
		return List.of("Releases");
	}

	@Override
	protected List<String> openersOfForeignFiles() {
		// A program that the user named; a directory of its own; files that must not
		// exist yet.
		return List.of("BinaryIdentity", "ProgramArchive", "EmbeddedEngine");
	}

}
