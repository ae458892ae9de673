package io.github.shimmy4j.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.process.MachineMemory;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.launch.GpuObjection;
import io.github.shimmy4j.sidecar.launch.LaunchPlan.ContextPlanner;
import io.github.shimmy4j.sidecar.launch.ServerObjections;
import io.github.shimmy4j.storage.ShimmyHome;
import org.jspecify.annotations.Nullable;

/** Gathers independent facts at the same time, and makes the findings from them. */
final class MachineDoctor implements Doctor {

	private final SidecarOptions options;

	private final ShimmyHome home;

	private final ModelRegistry registry;

	private final AcceleratorDetector accelerators;

	private final Supplier<BinaryLocator> binaries;

	private final Supplier<Optional<SidecarSnapshot>> sidecar;

	private final MachineMemory memory;

	private final Limits limits;

	/**
	 * Checks nothing yet.
	 * @param binaries finds the binary without changing the disk
	 */
	MachineDoctor(SidecarOptions options, ShimmyHome home, ModelRegistry registry, AcceleratorDetector accelerators,
			Supplier<BinaryLocator> binaries, Supplier<Optional<SidecarSnapshot>> sidecar, MachineMemory memory,
			Limits limits) {
		this.options = options;
		this.home = home;
		this.registry = registry;
		this.accelerators = accelerators;
		this.binaries = binaries;
		this.sidecar = sidecar;
		this.memory = memory;
		this.limits = limits;
	}

	@Override
	public Diagnosis examine() {
		LimitedCheck<Optional<SidecarSnapshot>> sidecar = files("sidecar", this.sidecar::get);
		LimitedCheck<BinaryFacts> binary = programs(BinaryFacts.CHECK,
				() -> BinaryFacts.gather(this.options, this.registry, objections(), this.binaries.get()));
		LimitedCheck<AcceleratorChoice> choice = programs(AcceleratorFacts.CHECK,
				() -> this.accelerators.resolve(this.options.gpuMode()));
		LimitedCheck<MachineMemory.State> memory = files(MemoryFacts.CHECK, this.memory::state);
		SidecarSnapshot running = sidecar.await().known().flatMap((present) -> present).orElse(null);
		LimitedCheck<PortFacts> ports = files(PortFacts.CHECK,
				() -> PortFacts.gather(this.options.ports(), new PortReservations(this.home.ports()), running));
		LimitedCheck.Result<BinaryFacts> binaryFacts = binary.await();
		Optional<LocatedBinary> located = binaryFacts.known().flatMap(BinaryFacts::server);
		ServerCapabilities server = located.map((found) -> found.binary().capabilities()).orElse(null);
		LimitedCheck.Result<ModelFacts> model = files(ModelFacts.CHECK,
				() -> ModelFacts.gather(this.registry, this.options.model(), server))
			.await();
		return Diagnosis.of(List.of(binaryFacts.finding(BinaryFacts::finding), model.finding(ModelFacts::finding),
				choice.await().finding((found) -> new AcceleratorFacts(found, server, loadedOn(running)).finding()),
				ports.await().finding(PortFacts::finding), directories(model.known(), server), disk(model.known()),
				memory.await().finding((found) -> judge(found, model.known(), running)),
				context(model.known(), server).finding(),
				VersionFacts.ofThisMachine(located.orElse(null), running).finding()));
	}

	private <T> LimitedCheck<T> programs(String check, Callable<T> facts) {
		return LimitedCheck.begin(check, this.limits.programs(), facts);
	}

	private <T> LimitedCheck<T> files(String check, Callable<T> facts) {
		return LimitedCheck.begin(check, this.limits.files(), facts);
	}

	private static @Nullable String loadedOn(@Nullable SidecarSnapshot running) {
		return (running != null) ? running.effectiveAccelerator() : null;
	}

	private Finding directories(Optional<ModelFacts> model, @Nullable ServerCapabilities server) {
		boolean modelIsThere = model.filter(ModelFacts::isPresent).isPresent();
		boolean engine = ServerCapabilities.EMBEDDED.equals(server);
		return files(DirectoryFacts.CHECK, () -> DirectoryFacts.gather(this.home, !modelIsThere, engine)).await()
			.finding(DirectoryFacts::finding);
	}

	private Finding disk(Optional<ModelFacts> model) {
		long missing = model.map(ModelFacts::missingBytes).orElse(0L);
		return files(DiskFacts.CHECK, () -> DiskFacts.gather(this.home.models(), missing)).await()
			.finding(DiskFacts::finding);
	}

	private ContextCostFacts context(Optional<ModelFacts> model, @Nullable ServerCapabilities server) {
		return ContextCostFacts.gather(contexts(), server, model);
	}

	private ServerObjections objections() {
		return new ServerObjections(new GpuObjection(this.accelerators), contexts(), this.options.purpose());
	}

	private ContextPlanner contexts() {
		return new ContextPlanner(this.options.contextSize(), this.options.use().maxConcurrent(),
				this.options.arguments(), this.memory::state);
	}

	private static Finding judge(MachineMemory.State memory, Optional<ModelFacts> model,
			@Nullable SidecarSnapshot running) {
		return new MemoryFacts(memory, model.map(ModelFacts::sizeBytes).orElse(0L),
				running != null && running.pid() != null)
			.finding();
	}

	/**
	 * Time limits of checks.
	 *
	 * @param programs limit of checks that run programs
	 * @param files limit of checks of files, ports and memory
	 */
	record Limits(Duration programs, Duration files) {

		/** A program may take 20 s to print its version, and may be the second one. */
		static final Limits USUAL = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(10));

	}

}
