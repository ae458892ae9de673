package io.github.shimmy4j.engine.schema;

import java.util.List;

/**
 * The range of a count that two keywords limit.
 *
 * @param least at least 0
 * @param most at least {@code least}; {@link Grammar#UNLIMITED} for no limit
 * @param leastAt JSON pointer to the keyword of {@code least}
 * @param mostAt JSON pointer to the keyword of {@code most}
 */
record CountRange(int least, int most, String leastAt, String mostAt) {

	/** The intersection of the ranges of several schemas. */
	static CountRange of(List<Subschema> schemas, String least, String most) {
		CountRange range = new CountRange(0, Grammar.UNLIMITED, "", "");
		for (Subschema schema : schemas) {
			Integer lower = schema.count(least);
			if (lower != null && lower > range.least) {
				range = new CountRange(lower, range.most, schema.at(least), range.mostAt);
			}
			Integer upper = schema.count(most);
			if (upper != null && upper < range.most) {
				range = new CountRange(range.least, upper, range.leastAt, schema.at(most));
			}
		}
		if (range.least > range.most) {
			throw new SchemaException(range.leastAt,
					least + " " + range.least + " is above " + most + " " + range.most);
		}
		return range;
	}

	boolean isSet() {
		return this.least > 0 || this.most < Grammar.UNLIMITED;
	}

}
