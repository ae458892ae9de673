package io.github.shimmy4j.sidecar.machine;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.accelerator.LoadedDevice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AcceleratorWarningsTests {

	private static final AcceleratorChoice DOUBTFUL = AcceleratorChoice.of(GpuMode.CUDA, Accelerators.CPU_ONLY);

	private final List<String> warnings = new ArrayList<>();

	private final AcceleratorWarnings accelerators = new AcceleratorWarnings(GpuMode.CUDA, this.warnings::add);

	@Test
	void chosenAgainstTheEvidenceWarnsOnceUntilAStartAnew() {
		assertThat(this.accelerators.report()).isNull();
		this.accelerators.chosen(DOUBTFUL);
		this.accelerators.chosen(DOUBTFUL);
		assertThat(this.warnings).containsExactly(DOUBTFUL.warning());
		assertThat(this.accelerators.report()).isEqualTo(Accelerators.CPU_ONLY);
		this.accelerators.startAnew();
		this.accelerators.chosen(DOUBTFUL);
		assertThat(this.warnings).hasSize(2);
	}

	@Test
	void chosenWithTheEvidenceWarnsOfNothing() {
		this.accelerators.chosen(AcceleratorChoice.of(GpuMode.CUDA, Accelerators.CUDA));
		assertThat(this.warnings).isEmpty();
	}

	@Test
	void loadedOnAnotherDeviceWarnsOnceUntilAStartAnew() {
		LoadedDevice cpu = MachineAtWork.loadedOn("CPU_Mapped");
		this.accelerators.loaded(cpu);
		this.accelerators.loaded(cpu);
		assertThat(this.warnings)
			.containsExactly("GPU mode 'cuda' was requested, but the server loaded the model on 'cpu'");
		this.accelerators.startAnew();
		this.accelerators.loaded(cpu);
		assertThat(this.warnings).hasSize(2);
	}

	@Test
	void loadedOnTheDeviceThatWasAskedForOrOnAnUnknownOneWarnsOfNothing() {
		this.accelerators.loaded(MachineAtWork.loadedOn());
		this.accelerators.loaded(MachineAtWork.loadedOn("CPU_Mapped", "CUDA0"));
		assertThat(this.warnings).isEmpty();
	}

}
