package io.github.shimmy4j.accelerator;

import io.github.shimmy4j.accelerator.AcceleratorEvidence.CudaVisibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CudaVisibilityTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "-1,0", "2", "NoDevFiles", "none", "99999999999" })
	void hidesAllWhenTheFirstEntryIsNoDevice(String value) {
		assertThat(new CudaVisibility(value).hidesAllOf(2)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1", "1,0", "0,-1", " 1 ,7", "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6",
			"MIG-GPU-8932f937/1/0" })
	void hidesAllWhenTheFirstEntryIsADeviceIsFalse(String value) {
		assertThat(new CudaVisibility(value).hidesAllOf(2)).isFalse();
	}

	@Test
	void hidesAllWithoutAValueIsFalse() {
		assertThat(new CudaVisibility(null).hidesAllOf(1)).isFalse();
	}

}
