package io.github.shimmy4j.engine.schema;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Ranges of numbers against plain comparison. */
class NumberRangeTests {

	private static final BigDecimal[] BOUNDS = List
		.of("-1234", "-100", "-99.5", "-10", "-9", "-1", "-0.25", "0", "0.001", "0.5", "1", "7", "9.99", "10", "99",
				"100", "1000", "1234.5", "99999")
		.stream()
		.map(BigDecimal::new)
		.toArray(BigDecimal[]::new);

	@Test
	void rangeHasWhatLiesBetweenItsBoundsAndNothingElse() {
		Random random = new Random(7);
		for (int i = 0; i < 400; i++) {
			BigDecimal low = random.nextInt(5) == 0 ? null : BOUNDS[random.nextInt(BOUNDS.length)];
			BigDecimal high = random.nextInt(5) == 0 ? null : BOUNDS[random.nextInt(BOUNDS.length)];
			check(random.nextBoolean(), low, random.nextBoolean(), high, random.nextBoolean(), random);
		}
	}

	private static void check(boolean whole, BigDecimal low, boolean withLow, BigDecimal high, boolean withHigh,
			Random random) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", whole ? "integer" : "number");
		if (low != null) {
			schema.put(withLow ? "minimum" : "exclusiveMinimum", low);
		}
		if (high != null) {
			schema.put(withHigh ? "maximum" : "exclusiveMaximum", high);
		}
		SchemaException refused = catchThrowableOfType(SchemaException.class, () -> AnswerSchema.of(schema));
		Gbnf grammar = (refused == null) ? Gbnf.parse(AnswerSchema.of(schema).grammar()) : null;
		for (int i = 0; i < 60; i++) {
			String number = number(random, low, high, whole);
			BigDecimal value = new BigDecimal(number);
			boolean inside = (low == null || value.compareTo(low) > (withLow ? -1 : 0))
					&& (high == null || value.compareTo(high) < (withHigh ? 1 : 0));
			if (grammar == null) {
				assertThat(inside).as("%s is refused, but allows %s", schema, number).isFalse();
			}
			else {
				assertThat(grammar.accepts(number)).as("%s in %s", number, schema).isEqualTo(inside);
			}
		}
	}

	/** Near a bound as often as anywhere, without an exponent or a sign of zero. */
	private static String number(Random random, BigDecimal low, BigDecimal high, boolean whole) {
		BigDecimal near = (random.nextBoolean() || high == null) ? low : high;
		BigDecimal value = (near == null || random.nextInt(3) == 0)
				? BigDecimal.valueOf(random.nextInt(300_000) - 150_000)
				: near.add(BigDecimal.valueOf(random.nextInt(5) - 2));
		if (whole) {
			return value.toBigInteger().toString();
		}
		if (random.nextBoolean()) {
			value = value.add(BigDecimal.valueOf(random.nextInt(2001) - 1000, 1 + random.nextInt(3)));
		}
		return (value.signum() == 0) ? "0" : value.toPlainString();
	}

	@ParameterizedTest
	@CsvSource({ "9223372036854775807,true", "9223372036854775808,false", "-9223372036854775808,true",
			"-9223372036854775809,false", "0,true", "-0,false", "00,false", "007,false", "1.0,false" })
	void longIsHeldToItsRange(String number, boolean accepted) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "integer").put("format", "int64");
		assertThat(Gbnf.parse(AnswerSchema.of(schema).grammar()).accepts(number)).isEqualTo(accepted);
	}

}
