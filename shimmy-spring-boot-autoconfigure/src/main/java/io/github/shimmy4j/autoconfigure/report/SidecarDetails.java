package io.github.shimmy4j.autoconfigure.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.failure.OutputExcerpt;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** A snapshot as health and the endpoint show it, with printable values. */
public final class SidecarDetails {

	private SidecarDetails() {
	}

	/**
	 * The details of a snapshot.
	 * @param snapshot the snapshot
	 * @param decision shown if the server is stopped because of it; null if unknown
	 * @return known values by name, in the order in which they are shown
	 */
	public static Map<String, Object> of(SidecarSnapshot snapshot, @Nullable StartDecision decision) {
		Map<String, Object> details = new LinkedHashMap<>();
		GpuMode recommended = snapshot.recommendedAccelerator();
		details.put("phase", snapshot.phase());
		details.put("since", snapshot.since());
		if (snapshot.phase() == Phase.STOPPED && decision != null && !decision.startsServer()) {
			details.put("startDecision", decision.toString());
		}
		put(details, "pid", snapshot.pid());
		put(details, "port", snapshot.port());
		put(details, "server", snapshot.server());
		put(details, "version", snapshot.version());
		put(details, "model", snapshot.model());
		put(details, "nextModel", snapshot.nextModel());
		put(details, "contextTokens", snapshot.contextTokens());
		details.put("requestedAccelerator", snapshot.requestedAccelerator().id());
		put(details, "recommendedAccelerator", (recommended != null) ? recommended.id() : null);
		put(details, "acceleratorReason", snapshot.acceleratorReason());
		put(details, "effectiveAccelerator", snapshot.effectiveAccelerator());
		details.put("inFlight", snapshot.inFlight());
		details.put("waiting", snapshot.waiting());
		details.put("restarts", snapshot.restarts());
		put(details, "lastGoodGeneration", snapshot.lastGoodGeneration());
		putFailure(details, "lastFailure", snapshot.lastFailure());
		putFailure(details, "lastGenerationFailure", snapshot.lastGenerationFailure());
		return Collections.unmodifiableMap(details);
	}

	private static void put(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, (value instanceof Number) ? value : PrintableText.of(value.toString()));
		}
	}

	private static void putFailure(Map<String, Object> details, String name, @Nullable ShimmyException failure) {
		if (failure != null) {
			details.put(name, Failure.of(failure));
		}
	}

	/**
	 * A failure as health and the endpoint show it.
	 *
	 * @param code the reason
	 * @param message what happened
	 * @param exitStatus status of the process, or null
	 * @param outputTail end of the process's output
	 */
	public record Failure(ShimmyErrorCode code, @Nullable String message, @Nullable Integer exitStatus,
			List<String> outputTail) {

		/** Shows the reason; the load of a model alone logs hundreds of lines. */
		private static final int MAX_LINES = 20;

		/**
		 * The details of a failure.
		 * @param failure the failure
		 * @return all of it, with the last 20 lines of output at most
		 */
		public static Failure of(ShimmyException failure) {
			return new Failure(failure.code(), failure.getMessage(), failure.exitStatus(),
					OutputExcerpt.of(failure.outputTail(), MAX_LINES));
		}

	}

}
