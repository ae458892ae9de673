package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

/** The switch of the model, as the user of a ChatClient sees it. */
@Execution(ExecutionMode.CONCURRENT)
class SwitchedModelTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final FakeShimmyBinary WELL = FakeShimmyBinary.version("1.7.4");

	private static final String QUESTION = "What is the capital of France?";

	@TempDir
	Path directory;

	private static String modelOf(ChatResponse response) {
		assertThat(response.getResult().getOutput().getText()).contains("Paris");
		return response.getMetadata().getModel();
	}

	private static ChatResponse ask(FakeChat chat) {
		return chat.client().prompt(QUESTION).call().chatResponse();
	}

	@Test
	void clientAnswersWithTheNameOfTheModelThatIsServed() {
		try (FakeChat chat = FakeChat.start(this.directory, WELL)) {
			assertThat(modelOf(ask(chat))).isEqualTo(FakeChat.MODEL);
			assertThat(chat.switchTo("Other")).succeedsWithin(LIMIT);
			assertThat(modelOf(ask(chat))).isEqualTo("Other");
			assertThat(chat.client().prompt(QUESTION).stream().chatResponse().blockLast(LIMIT).getMetadata().getModel())
				.isEqualTo("Other");
			assertThat(modelOf(chat.client()
				.prompt(QUESTION)
				.options(OpenAiChatOptions.builder().model("Other"))
				.call()
				.chatResponse())).isEqualTo("Other");
			assertThat(chat.requests()).doesNotContain(FakeChat.MODEL);
		}
	}

	@Test
	void nameThatTheUserGaveStays() {
		try (FakeChat chat = FakeChat.start(this.directory, WELL, "shimmy.chat.model=house")) {
			assertThat(chat.switchTo("Other")).succeedsWithin(LIMIT);
			assertThat(modelOf(ask(chat))).isEqualTo("house");
		}
	}

	@Test
	void callThatComesDuringTheSwitchIsAnsweredByTheNewModel() throws Exception {
		try (FakeChat chat = FakeChat.start(this.directory, WELL)) {
			ServerUse use = chat.sidecar().use().get();
			CompletableFuture<SidecarSnapshot> switched = chat.switchTo("Other");
			awaitNobodyIsLetIn(chat.sidecar());
			CompletableFuture<ChatResponse> answer = CompletableFuture.supplyAsync(() -> ask(chat));
			Eventually.holds(() -> chat.sidecar().snapshot().waiting() == 1);
			assertThat(chat.sidecar().endpoint().model()).isEqualTo(FakeChat.MODEL);
			use.close();
			assertThat(modelOf(answer.get())).isEqualTo("Other");
			assertThat(switched).succeedsWithin(LIMIT);
		}
	}

	/** One of two slots is free: until the new model is loaded, a new call gets it. */
	private static void awaitNobodyIsLetIn(ShimmySidecar sidecar) throws Exception {
		while (true) {
			CompletableFuture<ServerUse> asked = sidecar.use();
			try {
				asked.get(300, TimeUnit.MILLISECONDS).close();
			}
			catch (TimeoutException ex) {
				asked.cancel(false);
				Eventually.holds(() -> sidecar.snapshot().waiting() == 0);
				return;
			}
		}
	}

	@Test
	void modelThatIsNotThereLeavesTheClientAsItIs() {
		try (FakeChat chat = FakeChat.start(this.directory, WELL)) {
			assertThat(chat.sidecar().switchModel(ModelReference.parse("none"))).failsWithin(LIMIT);
			assertThat(modelOf(ask(chat))).isEqualTo(FakeChat.MODEL);
		}
	}

}
