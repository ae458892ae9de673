package io.github.shimmy4j.gateway.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.ServerFacts;
import io.github.shimmy4j.gateway.http.RequestLogUnderWay;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of {@code /health} and {@code /v1/status}. Unknown values are absent. Of
 * a server that shimmy4j does not run, only the outcome of its last answer is known.
 */
public final class StatusDocuments {

	private final @Nullable ShimmySidecar sidecar;

	private final @Nullable StartDecision decision;

	private final ServedModels models;

	private final @Nullable String embeddingModel;

	private final @Nullable ShimmySidecar embeddingSidecar;

	private final RequestLogUnderWay underWay;

	private final ServerOutcomes outcomes;

	private final int queueSize;

	private final String version;

	private final LongSupplier nanoTime;

	private final long began;

	/**
	 * Makes the documents of a gateway that begins now.
	 * @param sidecar our own server; null if shimmy4j does not run the server
	 * @param decision whether the application starts the server; null if unknown
	 * @param models names of the model
	 * @param embeddingModel name of the embedding model; null if there is none
	 * @param embeddingSidecar our own server of it; null if shimmy4j runs none
	 * @param underWay the requests that have not ended
	 * @param outcomes the last answers
	 * @param queueSize most requests that wait
	 * @param version version of the gateway
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public StatusDocuments(@Nullable ShimmySidecar sidecar, @Nullable StartDecision decision, ServedModels models,
			@Nullable String embeddingModel, @Nullable ShimmySidecar embeddingSidecar, RequestLogUnderWay underWay,
			ServerOutcomes outcomes, int queueSize, String version, LongSupplier nanoTime) {
		this.sidecar = sidecar;
		this.decision = decision;
		this.models = models;
		this.embeddingModel = embeddingModel;
		this.embeddingSidecar = embeddingSidecar;
		this.underWay = underWay;
		this.outcomes = outcomes;
		this.queueSize = queueSize;
		this.version = version;
		this.nanoTime = nanoTime;
		this.began = nanoTime.getAsLong();
	}

	/**
	 * Slots of the server that are taken, also by answers whose client has left; of an
	 * external server, the requests that were sent to it.
	 */
	public int slotsBusy() {
		return (this.sidecar != null) ? this.sidecar.snapshot().inFlight() : this.underWay.granted();
	}

	/** Whether a model is asked, or a server is being started or changed. */
	public boolean isBusy() {
		return slotsBusy() > 0 || this.underWay.asking() > 0 || isChanging(this.sidecar)
				|| isChanging(this.embeddingSidecar);
	}

	private static boolean isChanging(@Nullable ShimmySidecar sidecar) {
		if (sidecar == null) {
			return false;
		}
		SidecarSnapshot snapshot = sidecar.snapshot();
		return snapshot.phase() == Phase.STARTING || snapshot.nextModel() != null;
	}

	/** Version of the gateway. */
	public String version() {
		return this.version;
	}

	/**
	 * The document of {@code /health}. It has no field {@code version} or
	 * {@code service}, by which shimmy4j recognises a shimmy.
	 */
	ObjectNode health() {
		SidecarSnapshot snapshot = (this.sidecar != null) ? this.sidecar.snapshot() : null;
		ObjectNode health = JsonMapper.shared().createObjectNode();
		put(health, state(snapshot));
		return health.put("model", this.models.name());
	}

	/** The document of {@code /v1/status}. */
	ObjectNode status() {
		SidecarSnapshot snapshot = (this.sidecar != null) ? this.sidecar.snapshot() : null;
		ObjectNode status = JsonMapper.shared().createObjectNode();
		put(status, state(snapshot));
		if (snapshot != null) {
			status.put("since", snapshot.since().toString());
		}
		status.put("model", this.models.name());
		this.models.names().stream().skip(1).forEach(status.putArray("aliases")::add);
		put(status, "embeddingModel", this.embeddingModel);
		if (snapshot != null) {
			put(status, snapshot);
		}
		ObjectNode slots = status.putObject("slots").put("busy", slotsBusy());
		int total = this.models.facts().known().slots();
		if (snapshot != null && this.models.facts().endpoint().isPresent() && total < ServerFacts.UNLIMITED) {
			slots.put("total", total);
		}
		status.put("idle", !isBusy());
		status.putObject("queue").put("waiting", this.underWay.waiting()).put("size", this.queueSize);
		this.underWay.callers().forEach(status.putArray("keysInUse")::add);
		status.put("uptimeSeconds", Duration.ofNanos(this.nanoTime.getAsLong() - this.began).toSeconds());
		status.put("version", this.version);
		putOutcomes(status, snapshot);
		return status;
	}

	private ModelState state(@Nullable SidecarSnapshot snapshot) {
		return (snapshot != null) ? ModelState.of(snapshot, this.decision) : ModelState.external(this.outcomes.last());
	}

	private static void put(ObjectNode document, ModelState state) {
		document.put("status", state.word().name().toLowerCase(Locale.ROOT)).put("phase", state.phase());
		if (state.reason() != null) {
			document.put("reason", state.reason());
		}
	}

	private static void put(ObjectNode status, SidecarSnapshot snapshot) {
		put(status, "nextModel", snapshot.nextModel());
		put(status, "server", snapshot.server());
		put(status, "serverVersion", snapshot.version());
		if (snapshot.contextTokens() != null) {
			status.put("contextTokens", snapshot.contextTokens());
		}
		put(status, "device", snapshot.effectiveAccelerator());
		status.put("restarts", snapshot.restarts());
	}

	private void putOutcomes(ObjectNode status, @Nullable SidecarSnapshot snapshot) {
		ServerOutcomes.Last last = this.outcomes.last();
		Instant good = (snapshot != null) ? snapshot.lastGoodGeneration() : last.goodGeneration();
		put(status, "lastGoodGeneration", good);
		put(status, "lastGenerationFailure", (snapshot != null) ? snapshot.lastGenerationFailure() : last.failure());
		put(status, "lastFailure", (snapshot != null) ? snapshot.lastFailure() : null);
	}

	private static void put(ObjectNode document, String name, @Nullable Object value) {
		if (value != null) {
			document.put(name, PrintableText.of(value.toString()));
		}
	}

	private static void put(ObjectNode document, String name, @Nullable ShimmyException failure) {
		if (failure != null) {
			document.putObject(name)
				.put("code", failure.code().name())
				.put("message", PrintableText.of(String.valueOf(failure.getMessage())));
		}
	}

}
