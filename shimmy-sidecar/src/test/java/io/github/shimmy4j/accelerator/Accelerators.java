package io.github.shimmy4j.accelerator;

/** Sample reports on accelerators. */
public final class Accelerators {

	/** Of a machine with nothing but a CPU. */
	public static final AcceleratorReport CPU_ONLY = SampleEvidence.linux().report();

	/** Of a machine with a GPU of NVIDIA's. */
	public static final AcceleratorReport CUDA = SampleEvidence.linux().answer(Recorded.NVIDIA_SMI_H100).report();

	private Accelerators() {
	}

}
