package io.github.shimmy4j.gateway.status;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

class BodyCopyTests {

	private final BodyCopy copy = new BodyCopy();

	private static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void partsAreCopiedWithoutBeingConsumed() {
		DataBuffer first = buffer("{\"a\":");
		this.copy.add(first);
		this.copy.add(buffer("\"é\"}"));
		assertThat(this.copy.text()).isEqualTo("{\"a\":\"é\"}");
		assertThat(first.readableByteCount()).isEqualTo(5);
	}

	@Test
	void copyIsBounded() {
		for (int part = 0; part < 5; part++) {
			this.copy.add(buffer("x".repeat(30_000)));
		}
		assertThat(this.copy.text()).isEqualTo("x".repeat(64 * 1024) + "… (150,000 bytes in all)");
	}

}
