package io.github.shimmy4j.protocol.openai;

import java.util.List;

import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The JSON form of the small values. */
class WireValuesTests {

	private final Completion.Head head = new Completion.Head("chatcmpl-7", 17, "tiny", "b1");

	@Test
	void usageTellsCachedTokensIfTheyAreKnown() {
		assertThat(new Usage(9, 4, 5L).json()).hasToString("{\"prompt_tokens\":9,\"completion_tokens\":4,"
				+ "\"total_tokens\":13,\"prompt_tokens_details\":{\"cached_tokens\":5}}");
		assertThat(new Usage(9, 4, null).json())
			.hasToString("{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}");
	}

	@Test
	void usageThatWasWrittenIsReadAgain() {
		assertThat(Usage.of(new Usage(9, 4, 5L).json())).isEqualTo(new Usage(9, 4, 5L));
		assertThat(Usage.of(new Usage(9, 4, null).json())).isEqualTo(new Usage(9, 4, null));
		assertThat(Usage.of(CompletionShapeTests.json("{'prompt_tokens_details':{'cached_tokens':'x'}}")))
			.isEqualTo(Usage.UNKNOWN);
	}

	@Test
	void tokensThatWereCachedNeedNotBeRead() {
		assertThat(new Usage(9, 4, 5L).readTokens()).isEqualTo(4);
		assertThat(new Usage(9, 4, null).readTokens()).isEqualTo(9);
	}

	@ParameterizedTest
	@CsvSource({ "400,invalid_request_error", "429,invalid_request_error", "500,server_error", "503,server_error" })
	void typeOfAnErrorFollowsFromItsStatus(int status, String type) {
		assertThat(ErrorBody.of(status, "c", "m", "p")).isEqualTo(new ErrorBody("m", type, "p", "c"));
	}

	@Test
	void errorHasAlwaysFourFields() {
		assertThat(new ErrorBody("m", "t", null, null).json())
			.hasToString("{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":null}}");
	}

	@Test
	void wholeAnswerOfOneText() {
		assertThat(this.head.whole("Yes", FinishReason.STOP, new Usage(1, 2, null)).text())
			.isEqualTo("{\"id\":\"chatcmpl-7\",\"object\":\"chat.completion\",\"created\":17,\"model\":\"tiny\","
					+ "\"system_fingerprint\":\"b1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
					+ "\"content\":\"Yes\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
					+ "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}");
	}

	@Test
	void chunkIsAnEvent() {
		Completion.Chunk chunk = this.head.chunk(1, JsonMapper.shared().createObjectNode().put("content", "Yes"), null);
		assertThat(chunk.event()).isEqualTo("data: {\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\","
				+ "\"created\":17,\"model\":\"tiny\",\"system_fingerprint\":\"b1\",\"choices\":[{\"index\":1,"
				+ "\"delta\":{\"content\":\"Yes\"},\"finish_reason\":null}]}\n\n");
		assertThat(this.head.usage(new Usage(1, 2, null).json()).event()).contains("\"choices\":[],\"usage\":{");
		assertThat(Completion.Chunk.END_EVENT).isEqualTo("data: [DONE]\n\n");
	}

	@Test
	void listOfModels() {
		assertThat(new ModelList(List.of(new ModelList.Entry("tiny", 17, "shimmy", 4096, 8192, 7))).json())
			.hasToString("{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\",\"created\":17,"
					+ "\"owned_by\":\"shimmy\",\"context_length\":4096,"
					+ "\"meta\":{\"n_ctx\":4096,\"n_ctx_train\":8192,\"size\":7}}]}");
	}

	@Test
	void contextOfTrainingThatIsUnknownIsNotTold() {
		assertThat(new ModelList.Entry("tiny", 17, "shimmy", 4096, 0, 7).json().path("meta"))
			.hasToString("{\"n_ctx\":4096,\"size\":7}");
	}

	@Test
	void textCompletionIsOneFormForAllAndForPieces() {
		TextCompletion answer = new TextCompletion(new Completion.Head("cmpl-7", 17, "tiny", "b1"));
		String head = "{\"id\":\"cmpl-7\",\"object\":\"text_completion\",\"created\":17,\"model\":\"tiny\","
				+ "\"system_fingerprint\":\"b1\",\"choices\":";
		String usage = ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
		assertThat(answer.whole("Yes", FinishReason.STOP, new Usage(1, 2, null))).hasToString(
				head + "[{\"text\":\"Yes\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]" + usage);
		assertThat(answer.piece("Yes", null))
			.hasToString(head + "[{\"text\":\"Yes\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}");
		assertThat(answer.usage(new Usage(1, 2, null))).hasToString(head + "[]" + usage);
	}

	@Test
	void buildOfTheServerIsKeptWhenAWholeAnswerIsSplit() {
		Completion whole = this.head.whole("Yes, indeed", FinishReason.STOP, new Usage(1, 2, null));
		assertThat(whole.chunks()).isNotEmpty()
			.allMatch((chunk) -> chunk.json().path("system_fingerprint").asString("").equals("b1"));
	}

	@Test
	void idOfALaunchIsShownNowhere() {
		assertThat(
				new ModelName("s4j-tiny-1", "tiny").shownIn("{\"model\":\"s4j-tiny-1\",\"error\":\"no s4j-tiny-1\"}"))
			.isEqualTo("{\"model\":\"tiny\",\"error\":\"no tiny\"}");
		assertThat(new ModelName("tiny", "tiny").shownIn("tiny")).isEqualTo("tiny");
	}

}
