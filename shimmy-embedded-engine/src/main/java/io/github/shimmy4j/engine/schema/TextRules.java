package io.github.shimmy4j.engine.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Fixed;
import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/** Rules for strings of a certain length or format. */
final class TextRules {

	/** Formats of numbers, which name a type of Java or C. */
	static final Set<String> NUMBER_FORMATS = Set.of("int32", "int64", "float", "double");

	private static final String DATE = """
			([0-9]{4} "-" (("0" [13578] | "1" [02]) "-" ("0" [1-9] | [12] [0-9] | "3" [01])\
			 | ("0" [469] | "11") "-" ("0" [1-9] | [12] [0-9] | "30")\
			 | "02-" ("0" [1-9] | "1" [0-9] | "2" [0-8]))\
			 | ([0-9]{2} ("0" [48] | [2468] [048] | [13579] [26]) | ([02468] [048] | [13579] [26]) "00") "-02-29")""";

	private static final String TIME = """
			(([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,9})?)""";

	/** Only the offsets that java.time supports. */
	private static final String OFFSET = """
			("Z" | [+-] ("0" [0-9] | "1" [0-7]) ":" [0-5] [0-9])""";

	private static final String LABEL = "[A-Za-z0-9] ([A-Za-z0-9-]{0,30} [A-Za-z0-9])?";

	private static final String HOST = "(" + LABEL + " (\".\" " + LABEL + "){0,6})";

	private static final String OF_URI = "([A-Za-z0-9._~!$&'()*+,;=:@-] | \"%\" [0-9A-F]{2})";

	/**
	 * The part of each format that models usually write. A time may have no offset:
	 * Spring AI writes this format for a {@code LocalTime}.
	 */
	private static final Map<String, String> FORMATS = Map.of("date", DATE, "time", TIME + " " + OFFSET + "?",
			"date-time", DATE + " \"T\" " + TIME + " " + OFFSET, "duration",
			"\"P\" ([0-9]{1,6} \"D\" (\"T\" " + clock() + ")? | \"T\" " + clock() + ")", "uuid",
			"[0-9a-fA-F]{8} (\"-\" [0-9a-fA-F]{4}){3} \"-\" [0-9a-fA-F]{12}", "email",
			"[A-Za-z0-9_+-]{1,30} (\".\" [A-Za-z0-9_+-]{1,30}){0,3} \"@\" " + HOST, "hostname", HOST, "ipv4",
			octet() + " (\".\" " + octet() + "){3}", "ipv6", "[0-9a-fA-F]{1,4} (\":\" [0-9a-fA-F]{1,4}){7}", "uri",
			"[a-z] [a-z0-9+.-]{0,14} \"://\" " + HOST + " (\":\" [1-9] [0-9]{0,4})? (\"/\" " + OF_URI + "*)* (\"?\" ("
					+ OF_URI + " | [/?])*)? (\"#\" (" + OF_URI + " | [/?])*)?");

	private final JsonRules json;

	private final CountRange length;

	private final @Nullable String format;

	/** Reads length and format. A grammar cannot enforce both together. */
	TextRules(List<Subschema> schemas, JsonRules json) {
		this.json = json;
		this.length = CountRange.of(schemas, "minLength", "maxLength");
		String format = null;
		for (Subschema schema : schemas) {
			String found = format(schema);
			if (format != null && found != null && !found.equals(format)) {
				throw schema.wrong("format", "cannot be combined with the format '" + format + "'");
			}
			format = (found != null) ? found : format;
			if (this.length.isSet() && found != null && FORMATS.containsKey(found)) {
				throw schema.wrong("format", "cannot be combined with minLength or maxLength");
			}
		}
		this.format = format;
	}

	private static @Nullable String format(Subschema schema) {
		JsonNode value = schema.get("format");
		if (value == null) {
			return null;
		}
		if (!value.isString()
				|| !(FORMATS.containsKey(value.asString()) || NUMBER_FORMATS.contains(value.asString()))) {
			Set<String> known = new TreeSet<>(FORMATS.keySet());
			known.addAll(NUMBER_FORMATS);
			throw schema.wrong("format", "must be one of " + String.join(", ", known));
		}
		return value.asString();
	}

	/** The format, which may be one of numbers, or null. */
	@Nullable String format() {
		return this.format;
	}

	/** Whether a keyword limits strings. */
	boolean isSet() {
		return this.length.isSet() || (this.format != null && FORMATS.containsKey(this.format));
	}

	List<List<Item>> strings() {
		String expression = (this.format != null) ? FORMATS.get(this.format) : null;
		if (expression != null) {
			return List.of(List.of(new Text("\""), new Fixed("(" + expression + ")"), new Text("\"")));
		}
		if (!this.length.isSet()) {
			return List.of(List.of(this.json.string()));
		}
		return List.of(this.json.string(this.length.least(), this.length.most()));
	}

	private static String clock() {
		return "([0-9]{1,4} \"H\" ([0-9]{1,4} \"M\")? ([0-9]{1,5} \"S\")? | [0-9]{1,4} \"M\" ([0-9]{1,5} \"S\")?"
				+ " | [0-9]{1,5} \"S\")";
	}

	private static String octet() {
		return "(\"25\" [0-5] | \"2\" [0-4] [0-9] | \"1\" [0-9] [0-9] | [1-9] [0-9] | [0-9])";
	}

}
