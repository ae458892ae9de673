package io.github.shimmy4j.doctor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * Says what stands in the way of a server on this machine, and what to do about it.
 */
@FunctionalInterface
public interface Doctor {

	/**
	 * Looks at binary, model, accelerator, ports, directories, disk, memory and versions.
	 * Never throws, needs no network and changes nothing, though it may run programs:
	 * shimmy with {@code --version}, and the tools of graphics drivers. Each check has a
	 * limit; all of them together take a minute at the worst. May be called while a
	 * server runs.
	 * @return a finding for each check
	 */
	Diagnosis examine();

	/**
	 * Makes the doctor of this machine; looks at nothing yet.
	 * @param options what the user wants
	 * @param home directories of this user
	 * @param registry knows the models
	 * @param accelerators knows what this machine could compute with
	 * @param sidecar what is true of the server of this application, or empty if it has
	 * none
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
		return new MachineDoctor(options, home, registry, accelerators, binaries, sidecar,
				MachineMemory.ofThisMachine(), MachineDoctor.Limits.USUAL);
	}

}
