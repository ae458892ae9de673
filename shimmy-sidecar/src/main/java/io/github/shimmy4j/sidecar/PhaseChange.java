package io.github.shimmy4j.sidecar;

import java.time.Instant;

import io.github.shimmy4j.text.PrintableText;

/**
 * A move of a sidecar from one phase to another.
 *
 * @param at when it moved
 * @param from phase before
 * @param to phase after
 * @param reason why it moved, as a clause that follows "because"
 */
public record PhaseChange(Instant at, Phase from, Phase to, String reason) {

	public PhaseChange {
		reason = PrintableText.of(reason);
	}

}
