package io.github.shimmy4j.engine.schema;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class AnswerSchemaTests {

	private static final JsonMapper JSON = new JsonMapper();

	/** Schema, an answer that follows it, and one that does not. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			// Literals
			"{'enum':['a\\'b']}|'a\\'b'|'ab'", "{'enum':['C:\\\\temp','C:\\\\tmp']}|'C:\\\\temp'|'C:\\temp'",
			"{'const':'line\\nbreak'}|'line\\nbreak'|'line'", "{'const':'\\u0000'}|'\\u0000'|''",
			"{'const':'안녕 🎉'}|'안녕 🎉'|'안녕'", "{'const':'\\ud800'}|'\\ud800'|'\\ud801'",
			"{'const':{'a\\'b':[1,null,true,2.5]}}|{'a\\'b':[1,null,true,2.5]}|{}", "{'enum':[1,12,123]}|12|13",
			"{'type':'integer','enum':[1,'x',2.5,3.0],'format':'int32'}|3.0|2.5",
			// Objects
			"{'type':'object','properties':{'a\\'b':{'type':'null'}},'required':['a\\'b']}|{'a\\'b':null}|{'ab':null}",
			"{'properties':{'a':{'type':'integer'},'b':{'type':'integer'},'c':{'type':'integer'}},'required':['b']}|{'a':1,'b':2}|{'a':1}",
			"{'properties':{'a':{'type':'integer'},'b':{'type':'integer'}}}|{}|{'b':1,'a':1}",
			"{'properties':{'a':{'type':'integer'}},'additionalProperties':{'type':'null'}}|{'a':1,'b':null,'ab':null}|{'a':1,'b':2}",
			"{'properties':{'a':{'type':'integer'}},'additionalProperties':{'type':'null'}}|{'':null}|{'a':null}",
			"{'properties':{'a':{'type':'integer'}},'additionalProperties':false}|{'a':1}|{'b':1}",
			"{'additionalProperties':{'type':'integer'},'minProperties':1}|{'x':1}|{}",
			"{'type':'object','maxProperties':1}|{'x':[{}]}|{'x':1,'y':2}", "{'required':['a']}|{'a':[1]}|{}",
			"{'properties':{'a':false,'b':true}}|{'b':1}|{'a':1}",
			// Arrays
			"{'type':'array','items':{'type':'boolean'},'minItems':1,'maxItems':2}|[true,false]|[]",
			"{'items':{'type':'boolean'},'maxItems':0}|[]|[true]", "{'items':false}|[]|[1]",
			"{'prefixItems':[{'type':'null'},{'type':'boolean'}],'items':{'type':'integer'},'minItems':1}|[null,true,1,2]|[]",
			"{'prefixItems':[{'type':'null'}],'minItems':2}|[null,{}]|[null]",
			// Strings
			"{'type':'string','minLength':2,'maxLength':3}|'🎉\\n'|'🎉'",
			"{'type':'string','maxLength':2147483647}|'x'|1",
			"{'type':'string','format':'date'}|'2024-02-29'|'2023-02-29'",
			"{'type':'string','format':'time'}|'10:11:12'|'24:00:00'",
			"{'format':'date-time'}|'2024-01-31T10:11:12.5+01:00'|'2024-01-31T10:11:12'",
			"{'format':'uuid'}|'01234567-89ab-cdef-0123-456789abcdef'|'x'", "{'format':'duration'}|'P1DT2H'|'P'",
			"{'format':'ipv4'}|'127.0.0.1'|'256.0.0.1'", "{'format':'uri'}|'https://a.example/b?c=d#e'|'a'",
			"{'format':'email'}|'a.b@c.example'|'a'",
			// Numbers
			"{'type':'integer','minimum':5,'maximum':120}|42|4", "{'type':'integer','exclusiveMinimum':0}|1|0",
			"{'type':'integer','maximum':-0.5}|-1|0", "{'type':'integer','format':'int32'}|2147483647|2147483648",
			"{'type':'number','minimum':0,'maximum':1}|0.75|1.1", "{'type':'number','exclusiveMinimum':0.5}|0.51|0.50",
			"{'type':'number','format':'double'}|-1.5e10|'x'", "{'minimum':1e2}|100|99",
			// Combinations
			"{'type':['string','null']}|null|1", "{'type':'string','nullable':true}|null|1", "true|{'a':[1]}|x",
			"{}|[{'a':1}]|x", "{'anyOf':[{'type':'integer'},{'type':'null'}]}|null|true",
			"{'type':'object','properties':{'a':{},'b':{}},'anyOf':[{'required':['a']},{'required':['b']}]}|{'b':1}|{}",
			"{'allOf':[{'minimum':5},{'maximum':6}],'type':'integer'}|6|7",
			"{'allOf':[{'properties':{'a':{'type':'integer'}}},{'properties':{'a':{'minimum':7},'b':{}},'required':['a']}]}|{'a':7,'b':1}|{'a':6}",
			"{'anyOf':[{'type':'integer'}],'oneOf':[{'minimum':5},{'maximum':1}]}|6|3",
			// References
			"{'type':'array','items':{'$ref':'#'}}|[[],[[]]]|[1]",
			"{'properties':{'next':{'$ref':'#'}},'additionalProperties':false}|{'next':{'next':{}}}|{'next':1}",
			"{'$ref':'#/$defs/a~1b~0c%25','$defs':{'a/b~c%':{'type':'null'}}}|null|1",
			"{'anyOf':[{'$ref':'#/anyOf/1/items'},{'items':{'type':'boolean'}}]}|[true]|[1]",
			"{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','properties':{'v':{'type':'integer'},'l':{'anyOf':[{'$ref':'#/$defs/n'},{'type':'null'}]}},'required':['v','l']}}}|{'v':1,'l':{'v':2,'l':null}}|{'v':1,'l':{}}",
			"{'definitions':{'a':{'const':1}},'$ref':'#/definitions/a','$schema':'https://example.invalid/x','$id':'x:y','x-order':1}|1|2" })
	void answerIsHeldToTheSchema(String schema, String follows, String breaks) {
		AnswerSchema answers = AnswerSchema.of(read(schema));
		Gbnf grammar = Gbnf.parse(answers.grammar());
		assertThat(grammar.accepts(json(follows))).as("%s in\n%s", follows, answers.grammar()).isTrue();
		assertThat(answers.violation(json(follows))).isNull();
		assertThat(grammar.accepts(json(breaks))).as("%s in\n%s", breaks, answers.grammar()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"{'properties':{'age':{'type':'integer','minimum':5,'maximum':1}}}|/properties/age/minimum|minimum 5",
			"{'type':'integer','minimum':0.2,'maximum':0.8}|/minimum|no whole number",
			"{'type':'integer','format':'int32','minimum':1e10}|/minimum|no whole number",
			"{'exclusiveMinimum':1,'maximum':1}|/exclusiveMinimum|maximum 1",
			"{'minimum':5,'allOf':[{'maximum':1}]}|/minimum|maximum 1",
			"{'minItems':3,'maxItems':2}|/minItems|maxItems 2", "{'minLength':3,'maxLength':2}|/minLength|maxLength 2",
			"{'minLength':-1}|/minLength|negative", "{'maxLength':1.5}|/maxLength|whole",
			"{'maxLength':'5'}|/maxLength|whole", "{'maxLength':1e400}|/maxLength|whole",
			"{'minItems':10001}|/minItems|at most", "{'maxItems':1e9}|/maxItems|at most",
			"{'minimum':1e400}|/minimum|number", "{'maximum':1e50}|/maximum|digits", "{'minimum':'1'}|/minimum|number",
			"{'exclusiveMinimum':true}|/exclusiveMinimum|number", "{'multipleOf':2}|/multipleOf|enforce",
			"{'uniqueItems':true}|/uniqueItems|enforce", "{'pattern':'^x$'}|/pattern|enforce",
			"{'patternProperties':{'x':{}}}|/patternProperties|enforce", "{'not':{}}|/not|enforce",
			"{'if':{}}|/if|enforce", "{'contains':{}}|/contains|enforce", "{'propertyNames':{}}|/propertyNames|enforce",
			"{'dependentRequired':{}}|/dependentRequired|enforce",
			"{'unevaluatedProperties':false}|/unevaluatedProperties|enforce",
			"{'properties':{'a':{}},'minProperties':2}|/minProperties|enforce",
			"{'maxProperties':0,'required':['a']}|/maxProperties|required", "{'minimun':1}|/minimun|not a keyword",
			"{'items':[{}]}|/items|prefixItems", "{'format':'regex'}|/format|date",
			"{'format':'date','minLength':1}|/format|combined", "{'enum':['x'],'maxLength':3}|/maxLength|combined",
			"{'enum':[]}|/enum|list", "{'enum':{}}|/enum|list", "{'type':'integer','enum':['x']}|/enum|no value",
			"{'const':1e400}|/const|double", "{'type':'nonsense'}|/type|nonsense", "{'type':[]}|/type|type",
			"{'type':'string','allOf':[{'type':'null'}]}|/allOf/0/type|no type", "{'nullable':true}|/nullable|type",
			"{'$ref':'#'}||itself",
			"{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}|/$defs/a|itself",
			"{'anyOf':[{'$ref':'#'},{'type':'null'}]}|/anyOf|itself", "{'allOf':[{'$ref':'#'}]}||itself",
			"{'$ref':'http://example.invalid/x'}|/$ref|'#'", "{'$ref':'#/$defs/x'}|/$ref|lead",
			"{'$ref':'#x'}|/$ref|pointer", "{'$ref':'#%zz'}|/$ref|well-formed", "{'$ref':7}|/$ref|'#'",
			"{'properties':{'next':{'$ref':'#'}},'required':['next']}|/properties/next|end",
			"{'properties':{'a':false},'required':['a']}|/properties/a|end", "false||end",
			"{'properties':{'a':{'$id':'x'}}}|/properties/a/$id|root", "{'properties':[]}|/properties|object",
			"{'required':'a'}|/required|names", "{'required':[1]}|/required|names", "{'anyOf':[]}|/anyOf|list",
			"{'anyOf':{}}|/anyOf|list", "{'items':7}|/items|boolean",
			"{'properties':{'a':{'additionalProperties':{'items':{'~x/y':{}}}}}}|/properties/a/additionalProperties/items/~0x~1y|not a keyword" })
	void schemaThatCannotBeHeldIsRefusedWithItsPlace(String schema, String pointer, String problem) {
		SchemaException refused = catchThrowableOfType(SchemaException.class, () -> AnswerSchema.of(read(schema)));
		assertThat(refused).as(schema).isNotNull();
		assertThat(refused.pointer()).as(refused.getMessage()).isEqualTo((pointer != null) ? pointer : "");
		assertThat(refused).hasMessageContaining(problem)
			.hasMessageStartingWith((pointer != null) ? pointer : "schema");
	}

	@Test
	void refusalShowsForeignTextBoundedAndPrintable() {
		String name = "\u001b[31m\n" + "x".repeat(3000);
		SchemaException refused = catchThrowableOfType(SchemaException.class,
				() -> AnswerSchema.of(JsonNodeFactory.instance.objectNode().put(name, 1)));
		assertThat(refused.getMessage()).hasSizeLessThan(600).doesNotContain("\u001b", "\n");
	}

	@ParameterizedTest
	@ValueSource(ints = { 101, 10_000, 100_000 })
	void deepSchemaIsRefused(int depth) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode();
		for (int i = 0; i < depth; i++) {
			schema = JsonNodeFactory.instance.objectNode().set("items", schema);
		}
		ObjectNode deep = schema;
		assertThat(catchThrowableOfType(SchemaException.class, () -> AnswerSchema.of(deep))).isNotNull();
	}

	/** Each would take llama.cpp or the engine unbounded time. */
	@Test
	@Timeout(20)
	void schemaThatMultipliesIsRefused() {
		for (String keyword : new String[] { "anyOf", "allOf", "oneOf" }) {
			String doubling = "{'$defs':{" + IntStream.range(0, 60)
				.mapToObj((i) -> "'a%d':{'%s':[{'$ref':'#/$defs/a%d'},{'$ref':'#/$defs/a%d'}]}".formatted(i, keyword,
						i + 1, i + 1))
				.collect(Collectors.joining(",")) + ",'a60':{'type':'null'}},'$ref':'#/$defs/a0'}";
			assertThat(catchThrowableOfType(SchemaException.class, () -> AnswerSchema.of(read(doubling)))).as(keyword)
				.isNotNull();
		}
		String names = IntStream.range(0, 501).mapToObj((i) -> "'p" + i + "':{}").collect(Collectors.joining(","));
		assertThat(catchThrowableOfType(SchemaException.class,
				() -> AnswerSchema.of(read("{'properties':{" + names + "}}"))))
			.hasMessageContaining("500 properties");
		String lengths = IntStream.range(0, 20)
			.mapToObj((i) -> "'p" + i + "':{'maxLength':" + (900 + i) + "}")
			.collect(Collectors.joining(","));
		assertThat(catchThrowableOfType(SchemaException.class,
				() -> AnswerSchema.of(read("{'properties':{" + lengths + "}}"))))
			.hasMessageContaining("10000 repetitions");
		ObjectNode text = JsonNodeFactory.instance.objectNode().put("description", "x".repeat(70_000));
		assertThat(catchThrowableOfType(SchemaException.class, () -> AnswerSchema.of(text)))
			.hasMessageContaining("65536 characters");
	}

	/**
	 * Everything that each combination reads again counts, and so do long JSON pointers.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "prefixItems", "enum", "required", "type", "name" })
	@Timeout(30)
	void schemaThatIsReadAgainAndAgainIsRefused(String kind) {
		String many = IntStream.range(0, 4000).mapToObj((i) -> "'v" + i + "'").collect(Collectors.joining(","));
		String places = String.join(",", Collections.nCopies(8000, "{}"));
		String twice = "{'anyOf':[" + String.join(",", Collections.nCopies(2000, "{'type':'null'}")) + "],";
		String schema = switch (kind) {
			case "prefixItems" -> twice + "'prefixItems':[" + places + "],'type':['array','null']}";
			case "enum" -> twice + "'enum':[null," + many + "]}";
			case "required" -> twice + "'required':[" + many + "],'type':['object','null']}";
			case "type" -> twice + "'type':['null'," + String.join(",", Collections.nCopies(3000, "'object'")) + "]}";
			default -> "{'properties':{'" + "x".repeat(30_000) + "':{'prefixItems':[" + places + "]}}}";
		};
		assertThat(catchThrowableOfType(SchemaException.class, () -> AnswerSchema.of(read(schema)))).isNotNull();
	}

	/** As many entries as fit into a schema, each read a few times. */
	@Test
	@Timeout(30)
	void longListIsHeld() {
		String places = String.join(",", Collections.nCopies(4000, "{'const':1}"));
		AnswerSchema answers = AnswerSchema.of(read("{'prefixItems':[" + places + "]}"));
		assertThat(answers.violation("[1,1]")).isNull();
		assertThat(answers.violation("[1,2]")).isNotNull();
	}

	/** Alternatives with values in between multiply in the check of an answer. */
	@Test
	@Timeout(30)
	void checkOfAnAnswerThatMultipliesEnds() {
		String doubling = "{'$ref':'#/$defs/a0','$defs':{" + IntStream.range(0, 40)
			.mapToObj((i) -> ("'a%d':{'type':'array','minItems':1,'maxItems':1,"
					+ "'items':{'oneOf':[{'$ref':'#/$defs/a%d'},{'$ref':'#/$defs/a%d'}]}}")
				.formatted(i, i + 1, i + 1))
			.collect(Collectors.joining(",")) + ",'a40':{'type':'null'}}}";
		AnswerSchema answers = AnswerSchema.of(read(doubling));
		assertThat(answers.violation("[".repeat(40) + "null" + "]".repeat(40))).contains("steps");
	}

	@Test
	void deepAnswerIsCheckedOrFails() {
		AnswerSchema answers = AnswerSchema.of(read("{'type':'array','items':{'$ref':'#'}}"));
		assertThat(answers.violation("[".repeat(600) + "]".repeat(600))).isNull();
		assertThat(answers.violation("[".repeat(200_000) + "]".repeat(200_000))).startsWith("cannot be checked");
	}

	/**
	 * The validator must not use the network, not even for a reference that is never
	 * followed.
	 */
	@Test
	void nothingIsEverAskedForOnTheNetwork() throws IOException {
		AtomicInteger requests = new AtomicInteger();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			requests.incrementAndGet();
			exchange.sendResponseHeaders(404, -1);
			exchange.close();
		});
		server.start();
		try {
			String reference = "'http://127.0.0.1:" + server.getAddress().getPort() + "/x'";
			for (String schema : List.of("{'type':'string','properties':{'a':{'$ref':%s}}}",
					"{'type':'string','properties':{'a':{'$schema':%s}}}", "{'type':'string','$schema':%s}",
					"{'type':'string','$defs':{'a':{'$ref':%s}}}", "{'type':'string','$id':%s}")) {
				try {
					AnswerSchema answers = AnswerSchema.of(read(schema.formatted(reference)));
					assertThat(answers.violation("\"x\"")).as(schema).isNull();
					assertThat(answers.violation("{\"a\":1}")).as(schema).isNotNull();
				}
				catch (SchemaException ex) {
					assertThat(schema).contains("'properties'");
				}
			}
			assertThat(requests).hasValue(0);
		}
		finally {
			server.stop(0);
		}
	}

	/** As Spring AI writes it for a record. */
	@Test
	void schemaOfARecordIsHeld() {
		AnswerSchema answers = AnswerSchema.of(read("""
				{'$schema':'https://json-schema.org/draft/2020-12/schema','type':'object','properties':{
				'children':{'type':'array','items':{'$ref':'#'}},'day':{'type':'string','format':'date'},
				'at':{'type':'string','format':'time'},'name':{'type':'string','description':'x'},
				'number':{'type':'integer','format':'int32'},'ratio':{'type':'number','format':'double'},
				'maybe':{'type':['string','null']},'any':{},'map':{'type':'object'},
				'color':{'type':'string','enum':['RED','GREEN']}},
				'required':['children','name','any'],'additionalProperties':false}"""));
		String answer = """
				{"children": [{"children": [], "name": "x", "any": null}],
				  "day": "2024-02-29",
				  "at": "10:11:12",
				  "name": "y",
				  "number": -7, "ratio": 0.5, "maybe": null, "any": {"a": [1]}, "map": {}, "color": "RED"
				}""";
		assertThat(Gbnf.parse(answers.grammar()).accepts(answer)).isTrue();
		assertThat(answers.violation(answer)).isNull();
	}

	@Test
	void violationTellsWhatIsWrong() {
		AnswerSchema answers = AnswerSchema.of(read("{'properties':{'a':{'type':'integer','minimum':5}}}"));
		assertThat(answers.violation("{\"a\":1}")).contains("/a", "minimum");
		assertThat(answers.violation("Sure! Here it is")).startsWith("not JSON");
		assertThat(answers.violation("{\"a\":")).startsWith("not JSON");
		assertThat(answers.violation("")).startsWith("not JSON");
		assertThat(answers.violation("{} {}")).startsWith("not JSON");
		assertThat(answers.violation("[".repeat(100_000))).startsWith("not JSON");
		assertThat(answers.violation("{\"a\":-1e30}")).contains("/a");
	}

	@Test
	void violationIsFoundWhereAlternativesOverlap() {
		AnswerSchema answers = AnswerSchema.of(read("{'oneOf':[{'type':'number'},{'type':'integer'}]}"));
		assertThat(answers.violation("1.5")).isNull();
		assertThat(answers.violation("1")).isNotNull();
	}

	@Test
	void anyObjectIsHeld() {
		AnswerSchema answers = AnswerSchema.anyObject();
		Gbnf grammar = Gbnf.parse(answers.grammar());
		assertThat(grammar.accepts("{\"a\": [1, {\"b\": null}], \"c\": \"\\n\"}")).isTrue();
		assertThat(grammar.accepts("[]")).isFalse();
		assertThat(answers.violation("[]")).isNotNull();
	}

	/** A small model would write it until its context is full. */
	@Test
	void whiteSpaceIsBounded() {
		Gbnf grammar = Gbnf.parse(AnswerSchema.anyObject().grammar());
		assertThat(grammar.accepts("{\n" + "\t".repeat(20) + "\"a\": 1 }")).isTrue();
		assertThat(grammar.accepts("{\n" + " ".repeat(21) + "\"a\":1}")).isFalse();
		assertThat(grammar.accepts("{  \"a\":1}")).isFalse();
		assertThat(grammar.accepts("{}\n")).isFalse();
	}

	private static JsonNode read(String schema) {
		return JSON.readTree(json(schema));
	}

	/** Java and JSON both like double quotes. */
	private static String json(String text) {
		return text.replace("\\'", "\\\"").replace('\'', '"');
	}

}
