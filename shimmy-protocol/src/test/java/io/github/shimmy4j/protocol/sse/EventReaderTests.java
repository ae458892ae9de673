package io.github.shimmy4j.protocol.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.sse.BodyReader.EventReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EventReader}, and for {@link EventWriter} by reading what it wrote.
 */
class EventReaderTests {

	private final List<String> events = new ArrayList<>();

	private final EventReader reader = new EventReader(new BodyReader.Events() {

		@Override
		public void event(String data) {
			EventReaderTests.this.events.add(data);
		}

		@Override
		public void error(String said) {
			EventReaderTests.this.events.add("error " + said);
		}

	});

	private void read(String text) {
		this.reader.read(text.getBytes(StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			newlines          | data: a\\n\\ndata: b\\n\\n            | a,b
			returns           | data: a\\r\\rdata: b\\r\\r            | a,b
			both              | data: a\\r\\n\\r\\ndata: b\\r\\n\\r\\n | a,b
			mixed             | data: a\\r\\n\\ndata: b\\n\\r\\n       | a,b
			no space          | data:a\\n\\n                          | a
			one space is none | data:  a\\n\\n                        | ` a`
			several lines     | data: a\\ndata: b\\n\\n               | `a\\nb`
			an empty line     | data\\ndata: b\\n\\n                  | `\\nb`
			other fields      | : c\\nid: 7\\nevent: e\\nretry: 1\\ndata: a\\nx: y\\n\\n | a
			no data           | event: ping\\n\\nid: 7\\n\\ndata: a\\n\\n | a
			an error          | error: out\\n\\ndata: a\\n\\n         | error  out,a
			letters           | data: Größe 🙂\\n\\n                   | Größe 🙂
			""")
	void eventsAreThoseOfTheSpecificationHoweverTheyArrive(String what, String written, String data) {
		String text = written.replace("\\n", "\n").replace("\\r", "\r");
		List<String> expected = List.of(data.replace("\\n", "\n").split(","));
		read(text);
		assertThat(this.events).isEqualTo(expected);
		assertThat(this.reader.takeRest()).isNull();
		this.events.clear();
		for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
			this.reader.read(new byte[] { each });
		}
		assertThat(this.events).isEqualTo(expected);
	}

	@Test
	void bytesThatAreNotUtf8AreReplaced() {
		this.reader.read(new byte[] { 'd', 'a', 't', 'a', ':', (byte) 0xff, '\n', '\n' });
		assertThat(this.events).containsExactly("\ufffd");
	}

	@Test
	void eventWithoutItsLastLineIsTheRest() {
		read("data: a\n\ndata: b\ndata: c");
		assertThat(this.events).containsExactly("a");
		assertThat(this.reader.takeRest()).isEqualTo("b\nc");
	}

	@Test
	void errorWithoutTheEndOfItsLineIsTold() {
		read("error: out");
		assertThat(this.reader.takeRest()).isNull();
		assertThat(this.events).containsExactly("error  out");
	}

	@Test
	void onlyTheInsideOfALineOfDataShowsTheServerAtWork() {
		for (String arrival : new String[] { "da", "ta: a" }) {
			read(arrival);
		}
		assertThat(this.reader.isInsideOfData()).isTrue();
		read("\n\n");
		assertThat(this.reader.isInsideOfData()).isFalse();
		read(": com");
		read("ment");
		assertThat(this.reader.isInsideOfData()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: %s", "data: %s\ndata: %s\n" })
	void eventWithoutAnEndIsRefused(String begin) {
		String half = "x".repeat(BodyReader.MAX_LINE_BYTES / 2 + 8);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> {
			read(begin.formatted(half, half));
			read(half);
		})
			.withMessage("The server sent a line of more than 4194304 bytes")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":1}", "", "two\nlines", " spaces ", "Größe 🙂", "ends\n" })
	void writtenEventIsReadAgain(String data) {
		read(EventWriter.event(data));
		assertThat(this.events).containsExactly(data);
	}

	@Test
	void eventIsWrittenAsServersDo() {
		assertThat(EventWriter.event("[DONE]")).isEqualTo("data: [DONE]\n\n");
		assertThat(EventWriter.event("a\r\nb\rc")).isEqualTo("data: a\ndata: b\ndata: c\n\n");
	}

}
