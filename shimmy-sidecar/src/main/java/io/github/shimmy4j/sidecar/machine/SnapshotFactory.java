package io.github.shimmy4j.sidecar.machine;

import java.time.Instant;

import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Starting;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of states.
 *
 * @param models the present model, and the one to come
 * @param requested accelerator that the user asked for
 * @param accelerators what is known of this machine's accelerators
 * @param uses who uses the server
 * @param restarts how often it was started again
 */
record SnapshotFactory(ModelChoice models, GpuMode requested, AcceleratorNews accelerators, SlotQueue<Ready> uses,
		RestartHistory restarts) {

	SidecarSnapshot of(SidecarState state, @Nullable ShimmyException lastFailure, @Nullable Instant lastGoodGeneration,
			@Nullable ShimmyException lastGenerationFailure) {
		Long pid = null;
		Integer port = null;
		RunningServer server = (state instanceof Ready ready) ? ready.server() : null;
		if (server != null) {
			pid = server.pid();
			port = server.port();
		}
		else if (state instanceof Starting starting && starting.process() != null) {
			pid = starting.process().pid();
			port = starting.process().port();
		}
		AcceleratorReport report = this.accelerators.report();
		return new SidecarSnapshot(state.phase(), state.since(), pid, port,
				(server != null) ? server.endpoint().capabilities().generation() : null,
				(server != null) ? server.version() : null, this.models.name(), this.models.nextName(), this.requested,
				(report != null) ? report.recommended() : null, (report != null) ? report.reason() : null,
				(server != null) ? server.device().name() : null, this.uses.inFlight(), this.uses.waiting(),
				this.restarts.count(), lastFailure, lastGoodGeneration, lastGenerationFailure);
	}

}
