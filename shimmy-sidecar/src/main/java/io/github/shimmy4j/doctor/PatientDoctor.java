package io.github.shimmy4j.doctor;

import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Gathers facts, as many at once as do not need each other, and has them judged.
 *
 * @param patient what is examined
 * @param limits how long each check may take
 */
record PatientDoctor(Patient patient, CheckLimits limits) implements Doctor {

	@Override
	public Diagnosis examine() {
		SidecarOptions options = this.patient.options();
		Question<Optional<SidecarSnapshot>> sidecar = Question.ask("sidecar", this.limits.files(),
				this.patient.sidecar()::get);
		Question<BinaryFacts> binary = Question.ask("binary", this.limits.programs(),
				() -> BinaryFacts.gather(this.patient));
		Question<AcceleratorChoice> choice = Question.ask("accelerator", this.limits.programs(),
				() -> this.patient.accelerators().resolve(options.gpuMode()));
		Question<MemoryState> memory = Question.ask("memory", this.limits.files(), this.patient.memory()::look);
		SidecarSnapshot running = sidecar.await().known().flatMap((present) -> present).orElse(null);
		Question<PortFacts> ports = Question.ask("ports", this.limits.files(),
				() -> PortFacts.gather(options.ports(), new PortReservations(this.patient.home().ports()), running));
		Answer<BinaryFacts> binaryFacts = binary.await();
		Optional<LocatedBinary> located = binaryFacts.known().flatMap(BinaryFacts::server);
		ServerCapabilities server = located.map((found) -> found.binary().capabilities()).orElse(null);
		Answer<ModelFacts> model = Question
			.ask("model", this.limits.files(),
					() -> ModelFacts.gather(this.patient.registry(), options.model(), server))
			.await();
		return Diagnosis.of(List.of(binaryFacts.finding(BinaryFacts.CHECK, BinaryFacts::finding),
				model.finding(ModelFacts.CHECK, ModelFacts::finding),
				choice.await()
					.finding(AcceleratorFacts.CHECK,
							(found) -> new AcceleratorFacts(found, server, loadedOn(running)).finding()),
				ports.await().finding(PortFacts.CHECK, PortFacts::finding), directories(model, server),
				disk(model.known()), memory.await().finding(MemoryFacts.CHECK, (found) -> judge(found, model, running)),
				VersionFacts.ofThisMachine(located.orElse(null), running).finding()));
	}

	private static @Nullable String loadedOn(@Nullable SidecarSnapshot running) {
		return (running != null) ? running.effectiveAccelerator() : null;
	}

	private Finding directories(Answer<ModelFacts> model, @Nullable ServerCapabilities server) {
		boolean modelIsThere = model.known().filter(ModelFacts::isPresent).isPresent();
		boolean engine = ServerCapabilities.EMBEDDED.equals(server);
		return Question
			.ask(DirectoryFacts.CHECK, this.limits.files(),
					() -> DirectoryFacts.gather(this.patient.home(), !modelIsThere, engine))
			.await()
			.finding(DirectoryFacts.CHECK, DirectoryFacts::finding);
	}

	private Finding disk(Optional<ModelFacts> model) {
		return Question
			.ask(DiskFacts.CHECK, this.limits.files(),
					() -> DiskFacts.gather(this.patient.home().models(),
							model.map(ModelFacts::missingBytes).orElse(0L)))
			.await()
			.finding(DiskFacts.CHECK, DiskFacts::finding);
	}

	private static Finding judge(MemoryState memory, Answer<ModelFacts> model, @Nullable SidecarSnapshot running) {
		return new MemoryFacts(memory, model.known().map(ModelFacts::sizeBytes).orElse(0L),
				running != null && running.pid() != null)
			.finding();
	}

}
