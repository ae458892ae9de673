package io.github.shimmy4j.sidecar.machine;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.accelerator.LoadedDevice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AcceleratorNewsTests {

	private static final AcceleratorChoice DOUBTFUL = AcceleratorChoice.of(GpuMode.CUDA, Accelerators.CPU_ONLY);

	private final List<String> warnings = new ArrayList<>();

	private final AcceleratorNews news = new AcceleratorNews(GpuMode.CUDA, this.warnings::add);

	@Test
	void chosenAgainstTheEvidenceWarnsOnceUntilAStartAnew() {
		assertThat(this.news.report()).isNull();
		this.news.chosen(DOUBTFUL);
		this.news.chosen(DOUBTFUL);
		assertThat(this.warnings).containsExactly(DOUBTFUL.warning());
		assertThat(this.news.report()).isEqualTo(Accelerators.CPU_ONLY);
		this.news.startAnew();
		this.news.chosen(DOUBTFUL);
		assertThat(this.warnings).hasSize(2);
	}

	@Test
	void chosenWithTheEvidenceIsNoNews() {
		this.news.chosen(AcceleratorChoice.of(GpuMode.CUDA, Accelerators.CUDA));
		assertThat(this.warnings).isEmpty();
	}

	@Test
	void loadedOnAnotherDeviceWarnsOnceUntilAStartAnew() {
		LoadedDevice cpu = MachineAtWork.loadedOn("CPU_Mapped");
		this.news.loaded(cpu);
		this.news.loaded(cpu);
		assertThat(this.warnings)
			.containsExactly("GPU mode 'cuda' was asked for, but the server loaded the model on 'cpu'");
		this.news.startAnew();
		this.news.loaded(cpu);
		assertThat(this.warnings).hasSize(2);
	}

	@Test
	void loadedOnTheDeviceThatWasAskedForOrOnAnUnknownOneIsNoNews() {
		this.news.loaded(MachineAtWork.loadedOn());
		this.news.loaded(MachineAtWork.loadedOn("CPU_Mapped", "CUDA0"));
		assertThat(this.warnings).isEmpty();
	}

}
