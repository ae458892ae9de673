package io.github.shimmy4j.accelerator;

import io.github.shimmy4j.process.MachineMemory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SystemMemoryTests {

	@Test
	void memoryOfThisMachineIsKnown() {
		MachineMemory.State state = SystemMemory.ofThisMachine().state();
		assertThat(state.availableBytes()).isPositive().isLessThanOrEqualTo(state.totalBytes());
	}

	@Test
	void memoryOfAnySystemIsKnown() {
		MachineMemory.State state = SystemMemory.physical();
		assertThat(state.availableBytes()).isPositive().isLessThanOrEqualTo(state.totalBytes());
		assertThat(state.ofGroup()).isFalse();
	}

}
