package io.github.shimmy4j.doctor;

import java.util.List;

import io.github.shimmy4j.failure.Remedy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DiagnosisTests {

	private static final Finding GOOD = Finding.ok("disk", "There is room");

	private static final Finding BAD = Finding.warn("ports", "The port is taken", Remedy.of("Set another one."));

	private static final Finding WORST = Finding.fail("binary", "There is none", Remedy.of("Get one."));

	@Test
	void diagnosisIsAsBadAsItsWorstFinding() {
		assertThat(Diagnosis.of(List.of(GOOD)).status()).isEqualTo(Finding.Status.OK);
		assertThat(Diagnosis.of(List.of(BAD, GOOD)).status()).isEqualTo(Finding.Status.WARN);
		assertThat(Diagnosis.of(List.of(GOOD, WORST, BAD)).status()).isEqualTo(Finding.Status.FAIL);
	}

	@Test
	void findingIsFoundByItsCheck() {
		Diagnosis diagnosis = Diagnosis.of(List.of(GOOD, WORST));
		assertThat(diagnosis.finding("binary")).isEqualTo(WORST);
		assertThatIllegalArgumentException().isThrownBy(() -> diagnosis.finding("teeth"))
			.withMessageContaining("teeth");
	}

	@Test
	void remedyIsThereWhereSomethingIsToBeMendedAndOnlyThere() {
		assertThatIllegalArgumentException().isThrownBy(() -> Finding.fail("disk", "It is full", Remedy.of(" ")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Finding("disk", Finding.Status.OK, "There is room", Remedy.of("Make more.")));
		assertThatIllegalArgumentException().isThrownBy(() -> Finding.ok("disk", " "));
	}

}
