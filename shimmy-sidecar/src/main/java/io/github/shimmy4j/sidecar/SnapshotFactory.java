package io.github.shimmy4j.sidecar;

import java.time.Instant;

import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.SidecarState.Ready;
import io.github.shimmy4j.sidecar.SidecarState.Starting;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of states.
 *
 * @param model stable name of the model
 * @param accelerator what the user asked for
 */
record SnapshotFactory(String model, GpuMode accelerator) {

	SidecarSnapshot of(SidecarState state, @Nullable AcceleratorReport accelerators, int restarts,
			@Nullable ShimmyException lastFailure, @Nullable Instant lastGoodGeneration,
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
		return new SidecarSnapshot(state.phase(), state.since(), pid, port,
				(server != null) ? server.endpoint().capabilities().generation() : null,
				(server != null) ? server.version() : null, this.model, this.accelerator,
				(accelerators != null) ? accelerators.recommended() : null,
				(accelerators != null) ? accelerators.reason() : null, (server != null) ? server.device().name() : null,
				restarts, lastFailure, lastGoodGeneration, lastGenerationFailure);
	}

}
