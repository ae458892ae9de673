package io.github.shimmy4j.sidecar;

import java.time.Instant;

import io.github.shimmy4j.text.PrintableText;

/**
 * One move of a sidecar from phase to phase.
 *
 * @param at when
 * @param from phase that it left
 * @param to phase that it entered
 * @param reason why, as a clause that follows "because"
 */
public record PhaseChange(Instant at, Phase from, Phase to, String reason) {

	public PhaseChange {
		reason = PrintableText.of(reason);
	}

}
