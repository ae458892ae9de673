package io.github.shimmy4j.engine.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Item;

/**
 * Rules for numbers. Without a bound that says otherwise, whole numbers have at most 16
 * digits. Numbers with bounds have no exponent.
 */
final class NumberRules {

	/** More digits than any primitive type of Java has. */
	private static final int MOST_DIGITS = 40;

	private static final int USUAL_DIGITS = 16;

	private final Grammar grammar;

	private final JsonRules json;

	private final @Nullable Bound low;

	private final @Nullable Bound high;

	private final @Nullable String format;

	/** Reads the bounds, and refuses those that leave no number. */
	NumberRules(List<Subschema> schemas, @Nullable String format, Grammar grammar, JsonRules json) {
		this.grammar = grammar;
		this.json = json;
		this.format = format;
		Bound lower = null;
		Bound upper = null;
		for (Subschema schema : schemas) {
			lower = tighter(lower, bound(schema, "minimum", true), 1);
			lower = tighter(lower, bound(schema, "exclusiveMinimum", false), 1);
			upper = tighter(upper, bound(schema, "maximum", true), -1);
			upper = tighter(upper, bound(schema, "exclusiveMaximum", false), -1);
		}
		this.low = lower;
		this.high = upper;
		if (lower != null && upper != null && isEmpty(lower, upper)) {
			throw new SchemaException(lower.at, lower + " leaves no number with " + upper);
		}
	}

	/** Any number between the bounds. */
	List<List<Item>> numbers() {
		if (this.low == null && this.high == null) {
			return this.json.number();
		}
		Bound lower = (this.low != null) ? this.low : Bound.far(this.high, -1);
		Bound upper = (this.high != null) ? this.high : Bound.far(this.low, 1);
		int scale = Math.max(Math.max(0, lower.value.scale()), Math.max(0, upper.value.scale()));
		return new DecimalRange(this.grammar, Math.max(USUAL_DIGITS, scale + 1)).between(lower, upper);
	}

	/** Any whole number between the bounds and within the format. */
	List<List<Item>> wholeNumbers() {
		if (this.low == null && this.high == null && !"int32".equals(this.format) && !"int64".equals(this.format)) {
			return this.json.wholeNumber();
		}
		BigDecimal least = (this.low != null) ? least(this.low) : null;
		BigDecimal most = (this.high != null) ? most(this.high) : null;
		if ("int32".equals(this.format) || "int64".equals(this.format)) {
			boolean small = "int32".equals(this.format);
			BigDecimal smallest = BigDecimal.valueOf(small ? Integer.MIN_VALUE : Long.MIN_VALUE);
			BigDecimal largest = BigDecimal.valueOf(small ? Integer.MAX_VALUE : Long.MAX_VALUE);
			least = (least != null) ? least.max(smallest) : smallest;
			most = (most != null) ? most.min(largest) : largest;
		}
		Bound lower = (least != null) ? new Bound(least, true, "minimum", at(this.low)) : Bound.far(this.high, -1);
		Bound upper = (most != null) ? new Bound(most, true, "maximum", at(this.high)) : Bound.far(this.low, 1);
		if (isEmpty(lower, upper)) {
			throw new SchemaException(lower.at.isEmpty() ? upper.at : lower.at,
					lower + " leaves no whole number with " + upper);
		}
		return new DecimalRange(this.grammar, 0).between(lower, upper);
	}

	private static String at(@Nullable Bound bound) {
		return (bound != null) ? bound.at : "";
	}

	private static BigDecimal least(Bound low) {
		BigDecimal rounded = low.value.setScale(0, RoundingMode.CEILING);
		return (!low.inclusive && rounded.compareTo(low.value) == 0) ? rounded.add(BigDecimal.ONE) : rounded;
	}

	private static BigDecimal most(Bound high) {
		BigDecimal rounded = high.value.setScale(0, RoundingMode.FLOOR);
		return (!high.inclusive && rounded.compareTo(high.value) == 0) ? rounded.subtract(BigDecimal.ONE) : rounded;
	}

	private static boolean isEmpty(Bound low, Bound high) {
		int order = low.value.compareTo(high.value);
		return order > 0 || (order == 0 && !(low.inclusive && high.inclusive));
	}

	private static @Nullable Bound tighter(@Nullable Bound one, @Nullable Bound other, int sign) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		int order = other.value.compareTo(one.value) * sign;
		return (order > 0 || (order == 0 && !other.inclusive)) ? other : one;
	}

	private static @Nullable Bound bound(Subschema schema, String keyword, boolean inclusive) {
		JsonNode value = schema.get(keyword);
		if (value == null) {
			return null;
		}
		if (!value.isNumber() || !Double.isFinite(value.doubleValue(Double.NaN))) {
			throw schema.wrong(keyword, "must be a number");
		}
		BigDecimal number = value.decimalValue().stripTrailingZeros();
		if (number.precision() - number.scale() > MOST_DIGITS || number.scale() > MOST_DIGITS) {
			throw schema.wrong(keyword,
					"must have at most " + MOST_DIGITS + " digits before and " + MOST_DIGITS + " after the point");
		}
		return new Bound(number, inclusive, keyword, schema.at(keyword));
	}

	/**
	 * One end of a range.
	 *
	 * @param inclusive whether the value is in the range
	 * @param at JSON pointer to the keyword; empty if no keyword sets the bound
	 */
	record Bound(BigDecimal value, boolean inclusive, String keyword, String at) {

		/** Whether no keyword sets the bound, which only limits the number of digits. */
		boolean isFar() {
			return this.at.isEmpty();
		}

		/** The bound where no keyword sets one: far from the other bound. */
		static Bound far(@Nullable Bound other, int sign) {
			int digits = (other != null) ? other.value.precision() - other.value.scale() + 1 : 0;
			BigDecimal far = BigDecimal.ONE.movePointRight(Math.max(USUAL_DIGITS, digits)).subtract(BigDecimal.ONE);
			return new Bound((sign < 0) ? far.negate() : far, true, (sign < 0) ? "minimum" : "maximum", "");
		}

		@Override
		public String toString() {
			return this.keyword + " " + this.value.toPlainString();
		}

	}

}
