package io.github.shimmy4j.sidecar;

import java.time.Instant;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * State of a sidecar at one moment.
 *
 * @param phase phase of the sidecar
 * @param since when it entered that phase
 * @param pid process id, or null while there is no process
 * @param port loopback port, or null while there is none
 * @param server name of the server kind, or null until the server is ready
 * @param version the server's version, or null until the server is ready
 * @param model stable name of the model of the present launch, else of the next one
 * @param nextModel stable name of the model that is being switched to, or null
 * @param contextTokens most tokens of one request with its answer, or null if the server
 * does not run or does not tell
 * @param requestedAccelerator accelerator that the user requested
 * @param recommendedAccelerator recommended for this machine, or null until a launch has
 * detected it
 * @param acceleratorReason why it is recommended, in a sentence, or null until then
 * @param effectiveAccelerator device that the server reports, or null until it does
 * @param inFlight generations that run now
 * @param waiting callers that wait for the server or for a slot
 * @param restarts restarts after failures within the restart window
 * @param lastFailure why the last launch failed or the last server ended, or null
 * @param lastGoodGeneration when the server last completed an answer, or null
 * @param lastGenerationFailure failure of the last generation, or null if it succeeded
 */
public record SidecarSnapshot(Phase phase, Instant since, @Nullable Long pid, @Nullable Integer port,
		@Nullable String server, @Nullable ServerVersion version, String model, @Nullable String nextModel,
		@Nullable Integer contextTokens, GpuMode requestedAccelerator, @Nullable GpuMode recommendedAccelerator,
		@Nullable String acceleratorReason, @Nullable String effectiveAccelerator, int inFlight, int waiting,
		int restarts, @Nullable ShimmyException lastFailure, @Nullable Instant lastGoodGeneration,
		@Nullable ShimmyException lastGenerationFailure) {

	/**
	 * What the sidecar is doing, for failures of callers that wait for it.
	 * @return the phase; in BACKING_OFF with the last failure
	 */
	public String activity() {
		return (this.phase == Phase.BACKING_OFF && this.lastFailure != null)
				? "%s after: %s".formatted(this.phase, this.lastFailure.getMessage()) : this.phase.toString();
	}

}
