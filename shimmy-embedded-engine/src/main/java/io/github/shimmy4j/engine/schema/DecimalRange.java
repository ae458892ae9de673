package io.github.shimmy4j.engine.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.schema.Grammar.Fixed;
import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Repeat;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;
import io.github.shimmy4j.engine.schema.NumberRules.Bound;

/**
 * Rules for the decimal numbers between two bounds. Numbers with the same number of
 * digits before the point compare like their digits. So the rules follow the digits one
 * by one, as long as they equal those of a bound ("tight"). After the first digit that is
 * between the bounds, any digit may follow.
 */
final class DecimalRange {

	private static final Fixed DIGIT = new Fixed("[0-9]");

	private final Grammar grammar;

	/** Most digits after the point; 0 for whole numbers. */
	private final int fraction;

	private @Nullable Rule point;

	DecimalRange(Grammar grammar, int fraction) {
		this.grammar = grammar;
		this.fraction = fraction;
	}

	/** All numbers between two bounds. */
	List<List<Item>> between(Bound low, Bound high) {
		Edge zero = new Edge(BigDecimal.ZERO, true, false);
		Edge lowest = new Edge(low.value(), low.inclusive(), low.isFar());
		Edge highest = new Edge(high.value(), high.inclusive(), high.isFar());
		List<List<Item>> alternatives = new ArrayList<>();
		if (high.value().signum() >= 0) {
			alternatives.addAll(magnitudes((low.value().signum() < 0) ? zero : lowest, highest));
		}
		if (low.value().signum() < 0) {
			// Zero has no sign.
			Edge nearest = (high.value().signum() >= 0) ? new Edge(BigDecimal.ZERO, false, false) : highest.negated();
			for (List<Item> sequence : magnitudes(nearest, lowest.negated())) {
				List<Item> signed = new ArrayList<>(List.of(new Text("-")));
				signed.addAll(sequence);
				alternatives.add(signed);
			}
		}
		return alternatives;
	}

	/** Numbers without sign, grouped by the number of digits before the point. */
	private List<List<Item>> magnitudes(Edge low, Edge high) {
		List<List<Item>> alternatives = new ArrayList<>();
		int scale = Math.max(Math.max(0, low.value.scale()), Math.max(0, high.value.scale()));
		int from = 0;
		for (int length = low.digits(); length <= high.digits(); length++) {
			boolean first = length == low.digits();
			boolean last = length == high.digits();
			Edge least = new Edge(BigDecimal.ONE.movePointRight(length - 1), true, false);
			boolean all = length > 1 && (!first || low.equals(least)) && (!last || high.isAllNines(this.fraction));
			if (all) {
				from = (from == 0) ? length : from;
				if (last) {
					alternatives.add(anyOfLength(from, length));
				}
				continue;
			}
			if (from > 0) {
				alternatives.add(anyOfLength(from, length - 1));
				from = 0;
			}
			OfOneLength range = new OfOneLength(length, (first ? low : least).text(length, scale), first ? low : least,
					last ? high.text(length, scale) : "", high);
			alternatives.addAll(range.before(0, true, last));
		}
		return alternatives;
	}

	private List<Item> anyOfLength(int least, int most) {
		List<Item> sequence = new ArrayList<>(List.of(new Fixed("[1-9]"), new Repeat(DIGIT, least - 1, most - 1)));
		if (this.fraction > 0) {
			sequence.add(point());
		}
		return sequence;
	}

	/** A point and any digits, or nothing. */
	private Rule point() {
		Rule known = this.point;
		if (known == null) {
			known = this.grammar
				.choice(List.of(List.of(), List.of(new Text("."), new Repeat(DIGIT, 1, this.fraction))));
			this.point = known;
		}
		return known;
	}

	/**
	 * One end of the range, without sign.
	 *
	 * @param inclusive whether the value is in the range
	 * @param far whether the range may exceed the value by less than one
	 */
	private record Edge(BigDecimal value, boolean inclusive, boolean far) {

		Edge negated() {
			return new Edge(this.value.negate(), this.inclusive, this.far);
		}

		int digits() {
			return this.value.toBigInteger().toString().length();
		}

		/** All digits, without the point. */
		String text(int length, int scale) {
			String digits = this.value.setScale(scale).unscaledValue().toString();
			return "0".repeat(length + scale - digits.length()) + digits;
		}

		boolean isAllNines(int fraction) {
			return this.inclusive && (this.far || fraction == 0)
					&& this.value.add(BigDecimal.ONE).compareTo(BigDecimal.ONE.movePointRight(digits())) == 0;
		}

	}

	/** Numbers with the same number of digits before the point. */
	private final class OfOneLength {

		private final int length;

		private final String low;

		private final boolean withLow;

		private final String high;

		private final boolean withHigh;

		private final boolean beyondHigh;

		private final Map<String, List<List<Item>>> known = new HashMap<>();

		OfOneLength(int length, String low, Edge lowest, String high, Edge highest) {
			this.length = length;
			this.low = low;
			this.withLow = lowest.inclusive;
			this.high = high;
			this.withHigh = highest.inclusive;
			this.beyondHigh = highest.inclusive && (highest.far || DecimalRange.this.fraction == 0);
		}

		/** The rest of a number, from a digit before the point. */
		List<List<Item>> before(int position, boolean tightLow, boolean tightHigh) {
			if (position < this.length) {
				return digit(position, tightLow, tightHigh);
			}
			List<List<Item>> alternatives = new ArrayList<>();
			if (mayEnd(position, tightLow, tightHigh)) {
				alternatives.add(List.of());
			}
			if (DecimalRange.this.fraction > 0) {
				add(alternatives, ".", after(position, tightLow, tightHigh, true));
			}
			return alternatives;
		}

		/** The rest of a number, from a digit after the point. */
		private List<List<Item>> after(int position, boolean tightLow, boolean tightHigh, boolean first) {
			List<List<Item>> alternatives = new ArrayList<>();
			if (!first && mayEnd(position, tightLow, tightHigh)) {
				alternatives.add(List.of());
			}
			int left = DecimalRange.this.fraction - (position - this.length);
			if (position < this.low.length()) {
				alternatives.addAll(digit(position, tightLow, tightHigh));
			}
			else if (tightLow && !tightHigh && left > 0) {
				// The number has all digits of the bound: any more make it larger.
				alternatives.add(this.withLow ? List.of(new Repeat(DIGIT, 1, left)) : List.of(notZero(left)));
			}
			return alternatives;
		}

		private List<List<Item>> digit(int position, boolean tightLow, boolean tightHigh) {
			char from = tightLow ? this.low.charAt(position) : '0';
			char to = tightHigh ? this.high.charAt(position) : '9';
			List<List<Item>> alternatives = new ArrayList<>();
			if (tightLow && tightHigh && from == to) {
				add(alternatives, String.valueOf(from), rest(position + 1, true, true));
				return alternatives;
			}
			if (tightLow && !isFreeAbove(position + 1)) {
				add(alternatives, String.valueOf(from), rest(position + 1, true, false));
				from++;
			}
			if (tightHigh && !isFreeBelow(position + 1)) {
				add(alternatives, String.valueOf(to), rest(position + 1, false, true));
				to--;
			}
			if (from <= to) {
				List<Item> sequence = new ArrayList<>();
				sequence.add((from == to) ? new Text(String.valueOf(from)) : new Fixed("[" + from + "-" + to + "]"));
				sequence.addAll(free(position + 1));
				alternatives.add(sequence);
			}
			return alternatives;
		}

		private void add(List<List<Item>> alternatives, String text, List<List<Item>> rest) {
			if (!rest.isEmpty()) {
				List<Item> sequence = new ArrayList<>(List.of(new Text(text)));
				if (rest.size() == 1) {
					sequence.addAll(rest.get(0));
				}
				else {
					sequence.add(DecimalRange.this.grammar.choice(rest));
				}
				alternatives.add(sequence);
			}
		}

		private List<List<Item>> rest(int position, boolean tightLow, boolean tightHigh) {
			String key = position + " " + tightLow + tightHigh;
			List<List<Item>> rest = this.known.get(key);
			if (rest == null) {
				rest = (position > this.length) ? after(position, tightLow, tightHigh, false)
						: before(position, tightLow, tightHigh);
				this.known.put(key, rest);
			}
			return rest;
		}

		/** Any digits from here on. */
		private List<Item> free(int position) {
			List<Item> sequence = new ArrayList<>();
			if (position < this.length) {
				sequence.add(new Repeat(DIGIT, this.length - position, this.length - position));
			}
			int left = DecimalRange.this.fraction - Math.max(0, position - this.length);
			if (left > 0) {
				sequence.add((position <= this.length) ? point() : new Repeat(DIGIT, 0, left));
			}
			return sequence;
		}

		/** Whether the number is not below the range, whatever digits follow. */
		private boolean isFreeAbove(int position) {
			return this.withLow && isAll('0', this.low, position);
		}

		/** Whether the number is not above the range, whatever digits follow. */
		private boolean isFreeBelow(int position) {
			return this.beyondHigh && isAll('9', this.high, position);
		}

		/** Whether the number is in the range if it ends here. */
		private boolean mayEnd(int position, boolean tightLow, boolean tightHigh) {
			boolean low = !tightLow || (this.withLow && isAll('0', this.low, position));
			return low && (!tightHigh || this.withHigh || !isAll('0', this.high, position));
		}

		private static boolean isAll(char digit, String digits, int position) {
			return digits.substring(position).chars().allMatch((each) -> each == digit);
		}

		/** Digits that are not all zero. */
		private Rule notZero(int most) {
			List<Item> now = new ArrayList<>(List.of(new Fixed("[1-9]")));
			if (most == 1) {
				return DecimalRange.this.grammar.rule(now);
			}
			now.add(new Repeat(DIGIT, 0, most - 1));
			return DecimalRange.this.grammar.choice(List.of(now, List.of(new Text("0"), notZero(most - 1))));
		}

	}

}
