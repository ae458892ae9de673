package io.github.shimmy4j.doctor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.SystemMemory;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.storage.ShimmyHome;

/** Finds the problems that keep a server from starting here, with their remedies. */
@FunctionalInterface
public interface Doctor {

	/**
	 * Checks binary, model, accelerator, ports, directories, disk, memory and versions.
	 * Never throws, uses no network and changes nothing, but may run shimmy with
	 * {@code --version} and the tools of graphics drivers. Each check has a time limit;
	 * all together take a minute at most. May be called while a server runs.
	 * @return a finding for each check
	 */
	Diagnosis examine();

	/**
	 * Creates the doctor of this machine, which checks nothing yet.
	 * @param options the user's options
	 * @param home directories of this user
	 * @param registry locates the model
	 * @param accelerators detects the accelerators
	 * @param sidecar state of this application's sidecar, or empty if it has none
	 * @return a doctor
	 */
	static Doctor create(SidecarOptions options, ShimmyHome home, ModelRegistry registry,
			AcceleratorDetector accelerators, Supplier<Optional<SidecarSnapshot>> sidecar) {
		Map<String, String> environment = System.getenv();
		ClassLoader context = Thread.currentThread().getContextClassLoader();
		ClassLoader classPath = (context != null) ? context : Doctor.class.getClassLoader();
		Supplier<BinaryLocator> binaries = () -> new BinaryLocator(environment, home.binaries(),
				ProcessLauncher.system(),
				EmbeddedEngine.find(classPath, home.binaries()).map(EmbeddedEngine::untouched).orElse(null));
		return new MachineDoctor(options, home, registry, accelerators, binaries, sidecar, SystemMemory.ofThisMachine(),
				MachineDoctor.Limits.USUAL);
	}

}
