package io.github.shimmy4j.doctor;

import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * What is examined.
 *
 * @param options what the user wants
 * @param home directories of this user
 * @param registry knows the models
 * @param accelerators knows what this machine could compute with
 * @param binaries finds the binary, and leaves the disk as it is
 * @param sidecar what is true of the server of this application, or empty
 * @param memory knows the memory of this machine
 */
record Patient(SidecarOptions options, ShimmyHome home, ModelRegistry registry, AcceleratorDetector accelerators,
		Supplier<BinaryLocator> binaries, Supplier<Optional<SidecarSnapshot>> sidecar, MachineMemory memory) {
}
