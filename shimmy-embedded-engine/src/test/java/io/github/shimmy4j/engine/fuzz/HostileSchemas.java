package io.github.shimmy4j.engine.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Schemas that contradict themselves, refer in circles, are no schemas, or have names and
 * values that a grammar must escape.
 */
final class HostileSchemas {

	private static final int DEEPEST = 3;

	private static final List<String> REFERENCES = List.of("#", "#/", "#/$defs/a", "#/$defs/b", "#/definitions/a",
			"#/$defs/none", "#/$defs/a/properties/x", "#a", "#/$defs/a~1b", "#/%24defs/a", "https://example.com/s.json",
			"file:///etc/passwd", "s.json", "", "#/properties/a", "#/anyOf/0", "#/$defs/0", "#/0/1", "//", "urn:x");

	private static final List<String> KNOWN = List.of("{}", "true", "false", "[]", "null", "7", "\"x\"",
			"{\"type\":\"integer\",\"minimum\":5,\"maximum\":1}", "{\"type\":\"integer\",\"minimum\":1e400}",
			"{\"type\":\"integer\",\"minimum\":-9223372036854775808,\"maximum\":9223372036854775807}",
			"{\"type\":\"integer\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":1}", "{\"enum\":[]}",
			"{\"enum\":[\"a\\\"b\"]}", "{\"enum\":[\"C:\\\\temp\"]}", "{\"enum\":[\"a\\nb\"]}",
			"{\"enum\":[\"\\u0000\"]}", "{\"const\":\"\\ud83c\"}", "{\"const\":null}", "{\"const\":{\"a\":[1,{}]}}",
			"{\"$ref\":\"#\"}", "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}",
			"{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}",
			"{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"},{\"type\":\"string\"}]}}}",
			"{\"type\":\"object\",\"properties\":{\"a\\\"b\":{\"type\":\"string\"}},\"required\":[\"a\\\"b\"]}",
			"{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}},\"required\":[\"next\"]}",
			"{\"type\":\"object\",\"properties\":{\"v\":{\"type\":\"integer\"},\"next\":{\"$ref\":\"#\"}},\"required\":[\"v\"]}",
			"{\"type\":\"object\",\"required\":[\"a\"],\"additionalProperties\":false}",
			"{\"type\":\"array\",\"minItems\":5,\"maxItems\":1}", "{\"type\":\"array\",\"minItems\":-1}",
			"{\"type\":\"array\",\"maxItems\":1e9}",
			"{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"uniqueItems\":true}",
			"{\"type\":\"array\",\"items\":false,\"minItems\":1}", "{\"type\":\"array\",\"items\":[]}",
			"{\"type\":\"array\",\"prefixItems\":[{\"type\":\"null\"}],\"minItems\":2}",
			"{\"type\":\"string\",\"minLength\":5,\"maxLength\":2}", "{\"type\":\"string\",\"maxLength\":0}",
			"{\"type\":\"string\",\"minLength\":1.5}", "{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}",
			"{\"type\":\"string\",\"pattern\":\"[\"}", "{\"type\":\"string\",\"pattern\":\"^\\\\\"}",
			"{\"type\":\"string\",\"format\":\"uuid\"}", "{\"type\":\"string\",\"format\":\"nonsense\"}",
			"{\"type\":[]}", "{\"type\":[\"string\",\"null\"]}", "{\"type\":\"nonsense\"}", "{\"anyOf\":[]}",
			"{\"oneOf\":[{}]}", "{\"allOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}", "{\"not\":{}}",
			"{\"if\":{},\"then\":false,\"else\":true}", "{\"properties\":[]}", "{\"required\":\"a\"}",
			"{\"type\":\"object\",\"properties\":{\"\":{\"type\":\"null\"}},\"required\":[\"\"]}",
			"{\"type\":\"object\",\"minProperties\":3,\"maxProperties\":1}", "{\"type\":\"number\",\"multipleOf\":0}");

	private final HostileJson json;

	private final Random random;

	private final Map<String, Supplier<String>> keywords;

	private int depth;

	HostileSchemas(HostileJson json, Random random) {
		this.json = json;
		this.random = random;
		this.keywords = keywords();
	}

	/** The field {@code response_format} of a request. */
	String responseFormat() {
		int choice = this.random.nextInt(100);
		if (choice < 4) {
			return this.json.value();
		}
		if (choice < 8) {
			return "{\"type\":" + this.json.oneOf("\"text\"", "\"json_object\"", "\"json_schema\"", "\"grammar\"", "7")
					+ "}";
		}
		if (choice < 10) {
			return "{\"type\":\"json_schema\",\"json_schema\":" + this.json.value() + "}";
		}
		String extra = this.json.chance(10) ? ",\"strict\":" + this.json.value() : "";
		return "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\"" + extra + ",\"schema\":" + schema() + "}}";
	}

	private String schema() {
		int choice = this.random.nextInt(100);
		if (choice < 40) {
			return this.json.oneOf(KNOWN);
		}
		if (choice < 45) {
			return large();
		}
		this.depth = 0;
		return any();
	}

	private String large() {
		int size = this.json.oneOf(50, 199, 201, 2000);
		return switch (this.random.nextInt(11)) {
			case 0 -> "{\"anyOf\":".repeat(20) + "{}" + "}".repeat(20);
			case 1 ->
				"{\"items\":".repeat(this.json.oneOf(10, 50, 70)) + "{}" + "}".repeat(this.json.oneOf(10, 50, 70));
			case 2 -> "{\"enum\":" + this.json.array(this.json::quotedText, size) + "}";
			case 3 -> "{\"type\":\"object\",\"properties\":{" + IntStream.range(0, size)
				.mapToObj((i) -> HostileJson.field("p" + i, "{\"type\":\"integer\"}"))
				.collect(Collectors.joining(",")) + "}}";
			case 4 -> "{\"prefixItems\":" + this.json.array(() -> "{}", size * 2) + ",\"anyOf\":"
					+ this.json.array(() -> "{\"type\":\"array\"}", size) + "}";
			case 5 -> "{\"enum\":" + this.json.array(() -> "\"v" + this.random.nextInt() + "\"", size) + ",\"anyOf\":"
					+ this.json.array(() -> "{\"type\":\"string\"}", size) + "}";
			case 6 -> multiplying(this.json.oneOf("oneOf", "anyOf"), this.json.oneOf(5, 22, 40));
			case 7 -> "{\"required\":[\"" + this.json.oneOf("x", "é", "🎉").repeat(size * 10) + "\"],\"properties\":{\""
					+ "y".repeat(size * 10) + "\":{\"prefixItems\":" + this.json.array(() -> "{}", size) + "}}}";
			case 8 -> "{\"const\":\"" + IntStream.range(0x10000, 0x10000 + size * 7)
				.mapToObj(Character::toString)
				.collect(Collectors.joining()) + "\"}";
			case 9 -> "{\"type\":\"string\",\"properties\":{\"a\":{\"$ref\":\"http://127.0.0.1:1/x\"}}}";
			default -> "{\"anyOf\":[{\"$ref\":\"#/$defs/d0\"}],\"$defs\":{" + IntStream.range(0, size)
				.mapToObj((i) -> HostileJson.field("d" + i,
						"{\"anyOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}".formatted(i + 1, i / 2)))
				.collect(Collectors.joining(",")) + "}}";
		};
	}

	/** Alternatives with values between them. */
	private static String multiplying(String keyword, int levels) {
		return "{\"$ref\":\"#/$defs/a0\",\"$defs\":{" + IntStream.range(0, levels)
			.mapToObj((i) -> HostileJson.field("a" + i,
					("{\"type\":\"array\",\"minItems\":1,\"maxItems\":1,\"items\":{\"%s\":[{\"$ref\":"
							+ "\"#/$defs/a%d\"},{\"$ref\":\"#/$defs/a%d\"}]}}")
						.formatted(keyword, i + 1, i + 1)))
			.collect(Collectors.joining(",")) + ",\"a" + levels + "\":{\"type\":\"null\"}}}";
	}

	private String any() {
		if (this.depth >= DEEPEST) {
			return this.json.oneOf("{}", "true", "{\"type\":\"string\"}", "{\"type\":\"integer\"}", "{\"$ref\":\"#\"}");
		}
		this.depth++;
		List<String> fields = new ArrayList<>();
		List<String> names = List.copyOf(this.keywords.keySet());
		if (this.json.chance(70)) {
			fields.add("\"type\":" + this.keywords.get("type").get());
		}
		for (int left = this.random.nextInt(4); left >= 0; left--) {
			String name = this.json.oneOf(names);
			fields
				.add(HostileJson.field(name, this.json.chance(8) ? this.json.value() : this.keywords.get(name).get()));
		}
		this.depth--;
		return HostileJson.object(fields);
	}

	private Map<String, Supplier<String>> keywords() {
		Supplier<String> number = this.json::number;
		Supplier<String> small = () -> this.json.oneOf("0", "1", "2", "3", "7", "-1", "1.5", "1000", "1001", "1e9");
		Supplier<String> schemas = () -> this.json.array(this::any, this.random.nextInt(4));
		return new TreeMap<>(Map.ofEntries(
				Map.entry("type",
						() -> this.json.oneOf("\"object\"", "\"array\"", "\"string\"", "\"integer\"", "\"number\"",
								"\"boolean\"", "\"null\"", "[\"string\",\"null\"]")),
				Map.entry("minimum", number), Map.entry("maximum", number), Map.entry("exclusiveMinimum", number),
				Map.entry("exclusiveMaximum", number), Map.entry("multipleOf", number), Map.entry("minItems", small),
				Map.entry("maxItems", small), Map.entry("minLength", small), Map.entry("maxLength", small),
				Map.entry("minProperties", small), Map.entry("maxProperties", small),
				Map.entry("uniqueItems", () -> this.json.oneOf("true", "false")),
				Map.entry("enum", () -> this.json.array(this.json::value, this.random.nextInt(4))),
				Map.entry("const", this.json::value), Map.entry("default", this.json::value),
				Map.entry("description", this.json::quotedText), Map.entry("items", this::any),
				Map.entry("prefixItems", schemas), Map.entry("contains", this::any), Map.entry("anyOf", schemas),
				Map.entry("oneOf", schemas), Map.entry("allOf", schemas), Map.entry("not", this::any),
				Map.entry("$ref", () -> HostileJson.quoted(this.json.oneOf(REFERENCES))),
				Map.entry("$defs", this::named), Map.entry("definitions", this::named),
				Map.entry("properties", this::named), Map.entry("patternProperties", this::named),
				Map.entry("additionalProperties", this::any),
				Map.entry("required",
						() -> this.json.array(() -> this.json.chance(50) ? "\"a\"" : this.json.quotedText(),
								this.random.nextInt(3))),
				Map.entry("format",
						() -> this.json.oneOf("\"date\"", "\"date-time\"", "\"uuid\"", "\"x\"", "\"email\"")),
				Map.entry("pattern",
						() -> this.json.oneOf("\"^a$\"", "\"[\"", "\"(\"", "\"^\\\\\"", "\"^x{99999}$\""))));
	}

	private String named() {
		return HostileJson.object(IntStream.range(0, this.random.nextInt(4))
			.mapToObj((i) -> HostileJson.field(this.json.chance(60) ? this.json.oneOf("a", "b", "c") : this.json.text(),
					any()))
			.toList());
	}

}
