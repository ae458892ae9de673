package io.github.shimmy4j;

import java.util.List;

import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules.OutsideSpring {

	ArchitectureTests() {
		super(ModelCatalog.class, "transfer", "model");
	}

	@Override
	protected List<String> openersOfForeignFiles() {
		// A file that the user named; new files; wheels that OwnFile
		// has checked.
		return List.of("HubClient", "ModelShelf", "WheelSource");
	}

}
