package io.github.shimmy4j.engine.schema;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link SchemaException}. */
class SchemaExceptionTests {

	@Test
	void pointerIsPrintable() {
		assertThat(new SchemaException("/properties/a\nb\u001b[2J", "is wrong"))
			.hasMessage("/properties/a\\nb\\u001b[2J: is wrong");
	}

}
