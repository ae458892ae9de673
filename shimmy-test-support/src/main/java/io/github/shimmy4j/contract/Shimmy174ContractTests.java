package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The behaviour that only 1.7.4 has. */
public abstract class Shimmy174ContractTests extends ShimmyContractTests {

	@Override
	protected String version() {
		return "1.7.4";
	}

	@Test
	void placeholderModelIsAlwaysListed() throws Exception {
		assertThat(JSON.readTree(server().get("/v1/models").body()).path("data").findValuesAsString("id"))
			.containsExactly("phi3-lora", MODEL);
	}

	@Test
	void placeholderModelCannotBeLoaded() throws Exception {
		HttpResponse<String> response = server().chat(body("Hi", "\"stream\":true,").replace(MODEL, "phi3-lora"));
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void absentStreamMeansStreaming() throws Exception {
		assertThat(events(ask("Hi", "\"max_tokens\":1,"))).last().isEqualTo("[DONE]");
	}

	@Test
	void usageIsAlwaysZero() throws Exception {
		assertThat(JSON.readTree(ask(FRANCE, "\"stream\":false,\"max_tokens\":2,").body()).path("usage").toString())
			.isEqualTo("{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}");
	}

	@Test
	void finishReasonIsStopAtTheTokenLimitToo() throws Exception {
		assertThat(ask(FRANCE, "\"stream\":false,\"max_tokens\":2,").body()).contains("\"finish_reason\":\"stop\"");
	}

	@Test
	void zeroTokensGiveAnEmptyAnswer() throws Exception {
		HttpResponse<String> response = ask(FRANCE, "\"stream\":false,\"max_tokens\":0,");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"content\":\"\"");
	}

	@Test
	void contentPartsAreRefused() throws Exception {
		HttpResponse<String> response = server().chat("{\"model\":\"" + MODEL
				+ "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]}");
		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
		assertThat(response.body()).startsWith("Failed to deserialize the JSON body into the target type: "
				+ "messages[0].content: invalid type: sequence, expected a string");
	}

	@Test
	void answerThatIsNotAsciiIsAnEmptyBadGateway() throws Exception {
		HttpResponse<String> response = ask("Repeat after me: 안녕하세요", "\"stream\":false,\"max_tokens\":60,");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void answerThatIsNotAsciiIsHiddenInAStream() throws Exception {
		HttpResponse<String> response = ask("Repeat after me: 안녕하세요", "\"stream\":true,\"max_tokens\":60,");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"finish_reason\":\"stop\"").doesNotContain("error");
		assertThat(events(response)).last().isEqualTo("[DONE]");
	}

	@Test
	void promptOverTheBatchAbortsTheProcess() throws Exception {
		try (ShimmyProcess shimmy = serve().awaitBound()) {
			String prompt = body("word ".repeat(2500), "\"stream\":false,\"max_tokens\":1,");
			assertThatThrownBy(() -> shimmy.chat(prompt)).isInstanceOf(IOException.class);
			assertThat(shimmy.awaitExit()).isEqualTo(134);
			assertThat(shimmy.err()).contains("GGML_ASSERT(n_tokens_all <= cparams.n_batch)");
		}
	}

}
