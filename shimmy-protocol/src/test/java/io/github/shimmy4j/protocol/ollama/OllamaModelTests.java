package io.github.shimmy4j.protocol.ollama;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.ollama.OllamaModel.Ability;
import io.github.shimmy4j.protocol.ollama.OllamaModel.Details;
import io.github.shimmy4j.protocol.ollama.OllamaModel.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Documents about models, in JSON with single quotes. */
class OllamaModelTests {

	private static final String DETAILS = "{'parent_model':'','format':'gguf','family':'llama','families':['llama'],"
			+ "'parameter_size':'134.52M','quantization_level':'Q8_0','context_length':8192,'embedding_length':576}";

	private static final OllamaModel MODEL = new OllamaModel("tiny", Instant.parse("2026-11-30T10:00:00Z"), 144_811_456,
			"5af571cbf074e6d21a03528d2330792e532ca608f24ac70a143f6b369968ab8c",
			new Details("llama", 134_515_008L, "Q8_0", 8192L, 576L), Set.of(Ability.TOOLS, Ability.COMPLETION));

	private static final OllamaModel UNKNOWN = new OllamaModel("other", Instant.EPOCH, 0, "",
			new Details("", null, "", null, null), Set.of());

	private static String text(ObjectNode json) {
		return json.toString().replace('"', '\'');
	}

	@Test
	void versionIsANumberThatClientsAccept() {
		assertThat(text(OllamaModel.version())).matches("\\{'version':'0[.]\\d+[.]\\d+'}");
		assertThat(Integer.parseInt(OllamaModel.PROTOCOL_VERSION.split("[.]")[1])).isGreaterThanOrEqualTo(6);
	}

	@Test
	void tagsHaveTheFieldsThatClientsDemand() {
		assertThat(text(OllamaModel.tags(List.of(MODEL))))
			.isEqualTo("{'models':[{'name':'tiny','model':'tiny','modified_at':'2026-11-30T10:00:00Z',"
					+ "'size':144811456,'digest':'5af571cbf074e6d21a03528d2330792e532ca608f24ac70a143f6b369968ab8c',"
					+ "'details':" + DETAILS + ",'capabilities':['completion','tools']}]}");
		assertThat(text(OllamaModel.tags(List.of()))).isEqualTo("{'models':[]}");
	}

	@Test
	void runningModelHasItsEndAndItsContext() {
		assertThat(
				text(OllamaModel.running(List.of(new Running(MODEL, Instant.parse("2036-11-30T10:00:00Z"), 0, 2048)))))
			.isEqualTo("{'models':[{'name':'tiny','model':'tiny','size':144811456,"
					+ "'digest':'5af571cbf074e6d21a03528d2330792e532ca608f24ac70a143f6b369968ab8c',"
					+ "'expires_at':'2036-11-30T10:00:00Z','size_vram':0,'context_length':2048,'details':" + DETAILS
					+ "}]}");
	}

	@Test
	void shownModelHasItsContextUnderItsArchitecture() {
		assertThat(text(MODEL.show("{{ a }}", "apache-2.0")))
			.isEqualTo("{'license':'apache-2.0','modelfile':'# Served by shimmy4j\\nFROM tiny\\n','parameters':'',"
					+ "'template':'{{ a }}','details':" + DETAILS
					+ ",'model_info':{'general.architecture':'llama','general.parameter_count':134515008,"
					+ "'llama.context_length':8192,'llama.embedding_length':576},"
					+ "'capabilities':['completion','tools'],'modified_at':'2026-11-30T10:00:00Z'}");
	}

	@Test
	void unknownTextsAreEmptyAndUnknownNumbersAreLeftOut() {
		assertThat(text(UNKNOWN.show("", "")))
			.isEqualTo("{'license':'','modelfile':'# Served by shimmy4j\\nFROM other\\n','parameters':'',"
					+ "'template':'','details':{'parent_model':'','format':'gguf','family':'','families':[],"
					+ "'parameter_size':'','quantization_level':''},'model_info':{},'capabilities':[],"
					+ "'modified_at':'1970-01-01T00:00:00Z'}");
	}

	@ParameterizedTest
	@CsvSource({ "999999,1000K", "134515008,134.52M", "8000000,8M", "8000000000,8B", "7620000000,7.6B", "7,7" })
	void numberOfParametersIsShortenedAsOllamaDoes(long parameters, String shortened) {
		Details details = new Details("llama", parameters, "Q8_0", null, null);
		assertThat(details.json().path("parameter_size").asString()).isEqualTo(shortened);
	}

	@Test
	void pullOfAnInstalledModelConfirmsIt() {
		assertThat(MODEL.pulled(true).replace('"', '\''))
			.isEqualTo("{'status':'pulling manifest'}\n{'status':'pulling 5af571cbf074','digest':"
					+ "'sha256:5af571cbf074e6d21a03528d2330792e532ca608f24ac70a143f6b369968ab8c',"
					+ "'total':144811456,'completed':144811456}\n{'status':'success'}\n");
		assertThat(MODEL.pulled(false)).isEqualTo("{\"status\":\"success\"}");
		assertThat(UNKNOWN.pulled(true)).as("no digest")
			.doesNotContain("sha256:")
			.endsWith("{\"status\":\"success\"}\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'model':'a'}                              | a | true
			{'name':'a'}                               | a | true
			{'model':'a','name':'b','stream':false}    | a | false
			{'model':'','name':'b','stream':null}      | b | true
			""")
	void pullNamesItsModel(String body, String model, boolean stream) {
		ModelRequest request = ModelRequest.pull(OllamaRequestTests.json(body));
		assertThat(request.model()).isEqualTo(model);
		assertThat(request.stream()).isEqualTo(stream);
	}

	@Test
	void showNamesItsModel() {
		ModelRequest request = ModelRequest.show(OllamaRequestTests.json("{'name':'a','verbose':true,'x':1}"));
		assertThat(request.model()).isEqualTo("a");
		assertThat(request.stream()).isFalse();
		assertThat(request.fields()).isEqualTo(new FieldReport(List.of("x"), List.of("verbose")));
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> ModelRequest.show(OllamaRequestTests.json("{}")))
			.withMessage("model is missing; it must be a text that is not empty");
	}

}
