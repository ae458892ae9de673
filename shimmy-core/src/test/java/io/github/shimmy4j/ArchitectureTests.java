package io.github.shimmy4j;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules.OutsideSpring {

	ArchitectureTests() {
		super(ShimmyException.class, "text", "failure", "concurrent", "storage", "progress", "capability", "process",
				"probe", "gguf");
	}

	@Override
	protected List<String> resourceReaders() {
		return List.of("ShellScript");
	}

	@Override
	protected List<String> openersOfForeignFiles() {
		// Models may be links; the others are files of the kernel.
		return List.of("GgufInput", "FirstBytes", "LinuxSockets", "ProcessIdentity", "ControlGroups");
	}

}
