package io.github.shimmy4j.protocol.tool;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Each of these was tried on llama-server b10068. */
class GrammarSchemaTests {

	private static ObjectNode json(String json) {
		return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
	}

	private static ObjectNode property(String schema) {
		return json("{'type':'object','properties':{'x':" + schema + "},'required':['x'],'$defs':{"
				+ "'A':{'type':'array','items':{'$ref':'#/$defs/A'}},'B':{'anyOf':[{'$ref':'#/$defs/B'},{'type':'null'}]}}}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type':['string','null'],'minLength':0,'maxLength':1999,'pattern':'^a$'}",
			"{'type':'array','items':{'type':'string'},'minItems':1,'maxItems':1500}",
			"{'type':'integer','minimum':-9007199254740991,'exclusiveMaximum':9007199254740991}",
			"{'enum':['a',1,null]}",
			"{'type':'object','properties':{'pattern':{},'maxLength':{'const':5000}},'additionalProperties':{'type':'string'}}",
			"{'$ref':'#/$defs/A','description':'a list'}",
			"{'anyOf':[{'type':'string'},{'type':'integer','multipleOf':2}]}",
			"{'default':{'maxLength':5000},'not':{'const':true},'format':'uri','propertyNames':{'pattern':'a'}}" })
	void schemaThatIsFollowedStaysAsItIs(String schema) {
		// B refers to itself at its very beginning.
		GrammarSchema left = GrammarSchema.of(property(schema));
		assertThat(left.schema().path("properties")).isEqualTo(property(schema).path("properties"));
		assertThat(left.removed()).extracting(GrammarSchema.Removed::path).containsExactly(".$defs.B.anyOf[0].$ref");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{'type':'string','maxLength':524288} | .maxLength",
			"{'type':'string','minLength':2000} | .minLength", "{'type':'string','maxLength':-1} | .maxLength",
			"{'type':'string','maxLength':1e30} | .maxLength", "{'type':'string','maxLength':'5'} | .maxLength",
			"{'type':'array','items':{},'maxItems':1998} | .maxItems", "{'type':'string','pattern':'a'} | .pattern",
			"{'type':'string','pattern':7} | .pattern", "{'type':'string','format':7} | .format",
			"{'type':'integer','maximum':9223372036854775807} | .maximum",
			"{'type':'integer','minimum':'5'} | .minimum", "{'type':'any'} | .type", "{'type':[]} | .type",
			"{'anyOf':[]} | .anyOf", "{'oneOf':[]} | .oneOf", "{'type':'array','items':false} | .items",
			"{'anyOf':[false,{'type':'string'}]} | .anyOf[0]", "{'$ref':'#'} | .$ref", "{'$ref':'#/$defs/C'} | .$ref",
			"{'$ref':'#/$defs/B'} | .$ref", "{'$ref':'https://example.com/a.json'} | .$ref",
			"{'$ref':'#/$defs/a~1b'} | .$ref",
			"{'type':'array','items':{'type':'string','pattern':'^\\\\d$'}} | .items.pattern" })
	void whatCannotBeFollowedIsLeftOutAndNamed(String schema, String path) {
		GrammarSchema left = GrammarSchema.of(property(schema));
		assertThat(left.removed()).first().extracting(GrammarSchema.Removed::path).isEqualTo(".properties.x" + path);
		assertThat(GrammarSchema.of(left.schema()).removed()).isEmpty();
	}

	@Test
	void leastAboveTheLargestLosesBoth() {
		assertThat(GrammarSchema.of(json("{'type':'string','minLength':5,'maxLength':2}")).schema())
			.isEqualTo(json("{'type':'string'}"));
	}

	@Test
	void schemaThatIsTrueBecomesAnEmptyOne() {
		GrammarSchema left = GrammarSchema.of(json("{'properties':{'a':true},'items':true}"));
		assertThat(left).isEqualTo(new GrammarSchema(json("{'properties':{'a':{}}}"), List.of()));
	}

}
