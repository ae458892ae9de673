package io.github.shimmy4j.protocol.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link BodyReader}; its limits are tested with those of whole answers. */
class BodyReaderTests {

	private final List<String> events = new ArrayList<>();

	private final BodyReader reader = new BodyReader(new BodyReader.Events() {

		@Override
		public void event(String data) {
			BodyReaderTests.this.events.add(data);
		}

		@Override
		public void error(String said) {
			BodyReaderTests.this.events.add("error " + said);
		}

	});

	private void read(String text) {
		this.reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private void readByteByByte(String text) {
		for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
			this.reader.read(ByteBuffer.wrap(new byte[] { each }));
		}
		this.reader.end();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: a\n\n", "\uFEFFdata: a\n\n", "\r\n\n data: a\n\n", ": hello\n\ndata: a\n\n",
			"id: 7\ndata: a\n\n", "event: x\ndata: a\n\n", "retry: 1\ndata: a\n\n" })
	void eventsAreRecognizedByTheirFirstField(String text) {
		readByteByByte(text);
		assertThat(this.reader.isEvents()).isTrue();
		assertThat(this.events).containsExactly("a");
		assertThat(this.reader.takeRest()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":1}", "\uFEFF{\"a\":1}", "\n {\"a\":1}", "é", "date: 7", "", " " })
	void anythingElseIsADocument(String text) {
		readByteByByte(text);
		assertThat(this.reader.isEvents()).isFalse();
		assertThat(this.reader.takeDocument()).isEqualTo(text.replace("\uFEFF", "").stripLeading());
		assertThat(this.events).isEmpty();
	}

	@Test
	void bodyThatIsShorterThanAFieldIsReadAtItsEnd() {
		readByteByByte("data:");
		assertThat(this.reader.isEvents()).isTrue();
		assertThat(this.reader.takeRest()).isEmpty();
	}

	@Test
	void bytesAreConsumedAndNothingBesideThem() {
		ByteBuffer arrived = ByteBuffer.wrap("xxdata: a\n\nyy".getBytes(StandardCharsets.UTF_8), 2, 9);
		this.reader.read(arrived);
		assertThat(arrived.hasRemaining()).isFalse();
		assertThat(this.events).containsExactly("a");
	}

	@Test
	void documentGrowsByTextThatIsNotBlank() {
		read("{\"a\":");
		assertThat(this.reader.takeGrowth()).as("not yet known what it is").isFalse();
		read("1");
		assertThat(this.reader.takeGrowth()).isTrue();
		assertThat(this.reader.takeGrowth()).isFalse();
		read(" \n");
		assertThat(this.reader.takeGrowth()).isFalse();
	}

}
