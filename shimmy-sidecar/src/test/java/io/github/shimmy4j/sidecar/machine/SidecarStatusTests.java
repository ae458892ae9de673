package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.machine.SidecarState.Closed;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SidecarStatusTests {

	private final ManualTime time = new ManualTime();

	private final RecordingEffects effects = new RecordingEffects();

	private final SidecarStatus status = new SidecarStatus(MachineAtWork.options().build(), this.time,
			new AcceleratorWarnings(GpuMode.CPU, this.effects::warn), new SlotQueue<>(),
			new RestartPolicy(1, Duration.ofMinutes(1), () -> 0.5, this.time::nanoTime), this.effects);

	@Test
	void illegalMoveNamesBothPhasesAndChangesNothing() {
		this.status.move(Closed::new, "it was closed");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> this.status.move((now) -> new Ready(now, 1, MachineAtWork.SERVER, null), "it was proven"))
			.withMessage("The sidecar may not move from CLOSED to READY")
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INTERNAL));
		assertThat(this.status.state().phase()).isEqualTo(Phase.CLOSED);
		assertThat(this.effects.changes).hasSize(1);
	}

}
