package io.github.shimmy4j.gateway.status;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.gateway.status.ServerOutcomes.Last;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerOutcomesTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private static final ShimmyException LOST = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "It is gone");

	private final ServerOutcomes outcomes = new ServerOutcomes(Clock.fixed(NOW, ZoneOffset.UTC));

	private Last after(RequestLogEntry... entries) {
		for (RequestLogEntry entry : entries) {
			this.outcomes.ended(entry, Entries.exchange("/"));
		}
		return this.outcomes.last();
	}

	@Test
	void lastAnswerDecides() {
		assertThat(after(Entries.failed(LOST), Entries.answered(null, "tiny"))).isEqualTo(new Last(NOW, null));
		assertThat(after(Entries.failed(LOST))).isEqualTo(new Last(NOW, LOST));
	}

	@Test
	void whatSaysNothingAboutTheServerChangesNothing() {
		assertThat(after(Entries.failed(LOST), Entries.at("/v1/models"), Entries.left(),
				Entries.failed(RequestException.http(413, "request_too_large", "Too large"))))
			.isEqualTo(new Last(null, LOST));
	}

}
