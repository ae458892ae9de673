package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.AcceleratorReport.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Tests for {@link AcceleratorChoice} and the report that it is made from. */
class AcceleratorChoiceTests {

	private static final AcceleratorDetector CUDA = () -> Accelerators.CUDA;

	@Test
	void resolveWithoutARequestTakesTheRecommendedOne() {
		AcceleratorChoice choice = CUDA.resolve(GpuMode.AUTO);
		assertThat(choice).isEqualTo(new AcceleratorChoice(GpuMode.AUTO, GpuMode.CUDA, null, Accelerators.CUDA));
	}

	@ParameterizedTest
	@EnumSource(names = { "CUDA", "CPU" })
	void resolveOfARequestThatTheEvidenceBearsOutIsWithoutWarning(GpuMode requested) {
		AcceleratorChoice choice = CUDA.resolve(requested);
		assertThat(choice.mode()).isEqualTo(requested);
		assertThat(choice.warning()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "METAL", "MLX", "VULKAN", "OPENCL" })
	void resolveOfARequestThatTheEvidenceIsAgainstLetsItWinWithAWarning(GpuMode requested) {
		AcceleratorChoice choice = CUDA.resolve(requested);
		assertThat(choice.mode()).isEqualTo(requested);
		assertThat(choice.warning()).startsWith("GPU mode '%s' is unlikely to work here: ".formatted(requested.id()))
			.endsWith("; 'cuda' would");
	}

	@Test
	void resolveOfMlxOnAppleSiliconIsWithoutWarning() {
		AcceleratorReport report = SampleEvidence.appleSilicon().answer(Recorded.SYSTEM_PROFILER_M3).report();
		assertThat(AcceleratorChoice.of(GpuMode.MLX, report).warning()).isNull();
		assertThat(AcceleratorChoice.of(GpuMode.MLX, report).mode()).isEqualTo(GpuMode.MLX);
	}

	@Test
	void constructorsRefuseAuto() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new AcceleratorChoice(GpuMode.AUTO, GpuMode.AUTO, null, Accelerators.CPU_ONLY));
		assertThatIllegalArgumentException().isThrownBy(() -> Candidate.usable(GpuMode.AUTO, "a reason"));
		assertThatIllegalArgumentException().isThrownBy(() -> Accelerators.CUDA.candidate(GpuMode.AUTO));
		assertThatIllegalArgumentException().isThrownBy(() -> report(GpuMode.AUTO, Accelerators.CUDA.candidates()));
	}

	@Test
	void candidateWithoutAReasonIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Candidate.usable(GpuMode.CPU, " "));
	}

	@Test
	void reportThatRecommendsWhatIsNotUsableIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> report(GpuMode.METAL, Accelerators.CUDA.candidates()))
			.withMessageContaining("'metal'");
	}

	@Test
	void reportThatJudgesAnAcceleratorTwiceOrNeverIsRefused() {
		List<Candidate> all = Accelerators.CUDA.candidates();
		assertThatIllegalArgumentException().isThrownBy(() -> report(GpuMode.CUDA, all.subList(0, 5)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> report(GpuMode.CUDA, Stream.concat(all.stream(), all.stream()).toList()));
	}

	private static AcceleratorReport report(GpuMode recommended, List<Candidate> candidates) {
		return new AcceleratorReport(recommended, "Because.", candidates, List.of());
	}

}
