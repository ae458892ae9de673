package io.github.shimmy4j.protocol.ollama;

import java.time.Instant;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.field.FieldReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Requests and answers in JSON with single quotes. */
class EmbedRequestTests {

	private static final List<float[]> VECTORS = List.of(new float[] { 3, 4, 0 }, new float[] { 0, 0, 0 });

	private static EmbedRequest embed(String rest) {
		return EmbedRequest.embed(OllamaRequestTests.json("{'model':'tiny'" + rest + "}"));
	}

	private static String answer(EmbedRequest request, List<float[]> vectors, long tokens) {
		AnswerClock clock = new AnswerClock(() -> Instant.EPOCH, () -> 7, 3);
		return request.answer(vectors, tokens, clock).toString().replace('"', '\'');
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			,'input':['a','b']    | [a, b]
			,'input':'a'          | [a]
			,'input':''           | []
			,'input':[]           | []
			,'input':['','b']     | [, b]
			``                    | []
			""")
	void textsAreOneOrMany(String rest, String texts) {
		EmbedRequest request = embed((rest != null) ? rest : "");
		assertThat(request.model()).isEqualTo("tiny");
		assertThat(request.texts()).hasToString(texts);
		assertThat(request.fields().unknown()).isEmpty();
	}

	@Test
	void vectorsHaveTheLengthOne() {
		assertThat(answer(embed(",'input':['a','b']"), VECTORS, 9))
			.isEqualTo("{'model':'tiny','embeddings':[[0.6,0.8,0.0],[0.0,0.0,0.0]],'total_duration':4,"
					+ "'load_duration':4,'prompt_eval_count':9}");
	}

	@ParameterizedTest
	@CsvSource({ "2,'0.6,0.8'", "1,1.0", "9,'0.6,0.8,0.0'", "0,'0.6,0.8,0.0'", "null,'0.6,0.8,0.0'" })
	void vectorIsCutToTheDimensionsAndHasTheLengthOneAgain(String dimensions, String numbers) {
		assertThat(answer(embed(",'input':'a','dimensions':" + dimensions), VECTORS.subList(0, 1), 0))
			.isEqualTo("{'model':'tiny','embeddings':[[" + numbers + "]],'total_duration':4,'load_duration':4}");
	}

	@Test
	void noTextsHaveNoVectors() {
		assertThat(answer(embed(""), List.of(), 0)).contains("'embeddings':[]");
	}

	@Test
	void olderRequestHasOneTextAndOneVector() {
		EmbedRequest request = EmbedRequest
			.embeddings(OllamaRequestTests.json("{'model':'tiny','prompt':'a','options':{'num_ctx':8}}"));
		assertThat(request.texts()).containsExactly("a");
		assertThat(request.fields().withoutEffect()).containsExactly("options");
		assertThat(answer(request, VECTORS.subList(0, 1), 9)).isEqualTo("{'embedding':[3.0,4.0,0.0]}");
		EmbedRequest empty = EmbedRequest.embeddings(OllamaRequestTests.json("{'model':'tiny'}"));
		assertThat(empty.texts()).isEmpty();
		assertThat(answer(empty, List.of(), 0)).isEqualTo("{'embedding':[]}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			,'input':7               | input is 7; it must be a text or a list of texts
			,'input':['a',7]         | input[1] is 7; it must be a text
			,'dimensions':-1         | dimensions is -1; it must be a whole number of at least 1
			,'dimensions':1.5        | dimensions is 1.5; it must be a whole number of at most 2147483647
			""")
	void wrongValueIsRejectedWithItsField(String rest, String message) {
		assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> embed(rest)).withMessage(message);
	}

	@Test
	void vectorHasAtLeastOneNumber() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new EmbedRequest(false, "tiny", List.of(), 0, new FieldReport(List.of(), List.of())));
	}

}
