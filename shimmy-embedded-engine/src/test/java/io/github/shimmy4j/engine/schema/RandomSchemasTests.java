package io.github.shimmy4j.engine.schema;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each schema is either refused with its place, or its grammar is well formed and each
 * text that follows the grammar follows the schema.
 */
class RandomSchemasTests {

	@Test
	@Timeout(value = 1, unit = TimeUnit.MINUTES)
	void schemaIsRefusedOrItsGrammarLeavesNothingElse() {
		assertThat(held(1, 1500)).as("schemas that are held").isGreaterThan(300);
	}

	@Test
	@Tag("endurance")
	@Timeout(value = 10, unit = TimeUnit.MINUTES)
	void manySchemasAreRefusedOrHeld() {
		assertThat(held(2, 100_000)).as("schemas that are held").isGreaterThan(10_000);
	}

	private static int held(long seed, int number) {
		RandomSchemas schemas = new RandomSchemas(seed);
		Random random = new Random(seed);
		int held = 0;
		for (int i = 0; i < number; i++) {
			JsonNode schema = (i % 2 == 0) ? schemas.sensible() : schemas.hostile();
			held += holds(schema, random) ? 1 : 0;
		}
		return held;
	}

	private static boolean holds(JsonNode schema, Random random) {
		AnswerSchema answers;
		try {
			answers = AnswerSchema.of(schema);
		}
		catch (SchemaException ex) {
			assertThat(ex.getMessage()).as("%s", schema).isNotBlank().hasSizeLessThan(700).doesNotContain("\n");
			return false;
		}
		Gbnf grammar = Gbnf.parse(answers.grammar());
		for (int i = 0; i < 5; i++) {
			String sample = grammar.sample(random);
			assertThat(grammar.accepts(sample)).as("%s: %s", schema, sample).isTrue();
			// Alternatives of oneOf may overlap; only the check of the answer sees that.
			if (!schema.toString().contains("\"oneOf\"")) {
				assertThat(answers.violation(sample)).as("%s: %s\n%s", schema, sample, answers.grammar()).isNull();
			}
		}
		return true;
	}

}
