package io.github.shimmy4j.sidecar;

import java.time.Instant;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * What was true of a sidecar at one moment.
 *
 * @param phase phase of its life
 * @param since when it entered that phase
 * @param pid process id, or null while there is no process
 * @param port loopback port, or null while there is none
 * @param server which server it is, for people, or null until it is ready
 * @param version the server's version, or null until it is ready
 * @param model stable name of the model that is served or started, or that the next start
 * is for
 * @param nextModel stable name of the model that is being switched to, or null while none
 * is
 * @param requestedAccelerator what the user asked for
 * @param recommendedAccelerator what this machine is best for, or null until a launch has
 * found out
 * @param acceleratorReason why that one, in a sentence, or null as long
 * @param effectiveAccelerator what the server says that it uses, or null until it says so
 * @param inFlight generations that run now
 * @param waiting callers that wait for the server or for a slot
 * @param restarts unasked restarts within the restart window
 * @param lastFailure why the last launch or server ended, or null if none ever did
 * @param lastGoodGeneration when an answer was last whole, or null if none was yet
 * @param lastGenerationFailure the server's fault at the last generation, or null if that
 * one was good
 */
public record SidecarSnapshot(Phase phase, Instant since, @Nullable Long pid, @Nullable Integer port,
		@Nullable String server, @Nullable ServerVersion version, String model, @Nullable String nextModel,
		GpuMode requestedAccelerator, @Nullable GpuMode recommendedAccelerator, @Nullable String acceleratorReason,
		@Nullable String effectiveAccelerator, int inFlight, int waiting, int restarts,
		@Nullable ShimmyException lastFailure, @Nullable Instant lastGoodGeneration,
		@Nullable ShimmyException lastGenerationFailure) {

	/**
	 * What the sidecar is doing, for those who have waited for it in vain.
	 * @return the phase; while it waits before another start, with what ended the last
	 * one
	 */
	public String activity() {
		return (this.phase == Phase.BACKING_OFF && this.lastFailure != null)
				? "%s after: %s".formatted(this.phase, this.lastFailure.getMessage()) : this.phase.toString();
	}

}
