package io.github.shimmy4j.gateway.status;

import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Whether the model can answer, in one word and a reason.
 *
 * @param word the answer
 * @param phase phase of the sidecar; {@code EXTERNAL} of a server that shimmy4j does not
 * run
 * @param reason why it cannot answer now, or null if it can or the reason is unknown
 */
record ModelState(Word word, String phase, @Nullable String reason) {

	static ModelState of(SidecarSnapshot snapshot, @Nullable StartDecision decision) {
		ShimmyException ended = snapshot.lastFailure();
		ShimmyException generation = snapshot.lastGenerationFailure();
		String phase = snapshot.phase().name();
		return switch (snapshot.phase()) {
			case READY -> (generation == null) ? new ModelState(Word.OK, phase, null)
					: new ModelState(Word.DOWN, phase, text(generation));
			case STARTING, BACKING_OFF -> new ModelState(Word.STARTING, phase, (ended != null) ? text(ended) : null);
			case FAILED -> new ModelState(Word.DOWN, phase, (ended != null) ? text(ended) : null);
			case STOPPED -> new ModelState(Word.STOPPED, phase,
					(decision != null && !decision.startsServer()) ? decision.toString() : null);
			case STOPPING, CLOSED -> new ModelState(Word.STOPPED, phase, null);
		};
	}

	static ModelState external(ServerOutcomes.Last last) {
		ShimmyException failure = last.failure();
		if (failure != null) {
			return new ModelState(Word.DOWN, "EXTERNAL", text(failure));
		}
		return new ModelState((last.goodGeneration() != null) ? Word.OK : Word.UNKNOWN, "EXTERNAL", null);
	}

	private static String text(ShimmyException failure) {
		return PrintableText.of("%s: %s".formatted(failure.code(), failure.getMessage()));
	}

	/** Whether the model can answer. */
	enum Word {

		/** It has answered last time. */
		OK,

		/** It is being started; requests wait for it. */
		STARTING,

		/** It was stopped, or is to start later. */
		STOPPED,

		/** It has failed. */
		DOWN,

		/** Nobody has asked the external server anything yet. */
		UNKNOWN

	}

}
