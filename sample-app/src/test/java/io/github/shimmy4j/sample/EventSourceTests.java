package io.github.shimmy4j.sample;

import io.github.shimmy4j.sample.EventSource.Event;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link EventSource}, with the examples of the specification. */
class EventSourceTests {

	@Test
	void oneSpaceAfterTheColonIsDropped() {
		assertThat(EventSource.read("data:test\n\ndata: test\n\ndata:  test\n\n")).extracting(Event::data)
			.containsExactly("test", "test", " test");
	}

	@Test
	void linesAreJoinedAndTheirEndsMayBeOfAnyKind() {
		assertThat(EventSource.read("\ufeffdata: YHOO\r\ndata: +2\rdata: 10\n\n"))
			.containsExactly(new Event("message", "YHOO\n+2\n10"));
	}

	@Test
	void commentsIdsAndCutEventsAreNone() {
		assertThat(EventSource.read(": test stream\n\nevent: a\nid: 1\ndata: first\n\nevent: b\n\ndata\n\ndata: cut"))
			.containsExactly(new Event("a", "first"), new Event("message", ""));
	}

}
