package io.github.shimmy4j.autoconfigure.embedding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.shimmy4j.autoconfigure.FailureReport;
import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.chat.ShimmyChatAutoConfiguration;
import io.github.shimmy4j.autoconfigure.health.ShimmyHealthAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Issue 15: an embedding model beside the chat model, each on a server of its own. */
class ShimmyEmbeddingModelTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void runner() throws IOException {
		FakeShimmyContext context = FakeShimmyContext.in(this.directory);
		Path program = FakeShimmyBinary.llamaServer().install(Files.createDirectories(this.directory.resolve("llama")));
		TestModel.write(context.home().models().resolve("vectors.gguf"));
		this.runner = context.runner()
			.withConfiguration(AutoConfigurations.of(EmbeddingSidecarAutoConfiguration.class,
					ShimmyEmbeddingAutoConfiguration.class, ShimmyUseAutoConfiguration.class,
					ShimmyChatAutoConfiguration.class, ShimmyHealthAutoConfiguration.class))
			.withPropertyValues("shimmy.shimmy-path=" + program);
	}

	private ApplicationContextRunner embedding(String... properties) {
		return this.runner.withPropertyValues("shimmy.embedding.model=vectors").withPropertyValues(properties);
	}

	@Test
	void thereIsNoneWithoutAModel() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(EmbeddingModel.class)
			.doesNotHaveBean(EmbeddingSidecar.class));
	}

	@Test
	void itHasAServerOfItsOwnBesideTheChatModel() {
		embedding().run((context) -> {
			ShimmySidecar chats = context.getBean(ShimmySidecar.class);
			ShimmySidecar vectors = context.getBean(EmbeddingSidecar.class).sidecar();
			assertThat(vectors.snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(vectors.snapshot().model()).isEqualTo("vectors");
			assertThat(vectors.snapshot().pid()).isNotEqualTo(chats.snapshot().pid());
			assertThat(context.getBean(ChatModel.class).call("Repeat after me: yes")).isEqualTo("yes");
			EmbeddingModel model = context.getBean(EmbeddingModel.class);
			assertThat(model.dimensions()).isEqualTo(16);
			assertThat(model.embed("one two")).isEqualTo(model.embed(new Document("two one")))
				.isNotEqualTo(model.embed("three"));
			assertThat(context.getBean("shimmyEmbeddingHealthIndicator", HealthIndicator.class).health())
				.satisfies((health) -> {
					assertThat(health.getStatus()).isEqualTo(Status.UP);
					assertThat(health.getDetails()).containsEntry("model", "vectors");
				});
		});
	}

	@Test
	void bothServersEndWithTheContext() {
		embedding().run((context) -> {
			long pid = context.getBean(EmbeddingSidecar.class).sidecar().snapshot().pid();
			ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
			context.close();
			assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(10));
		});
	}

	@Test
	void longListIsSentInBatchesAndKeepsItsOrder() {
		embedding("shimmy.embedding.batch-size=3").run((context) -> {
			List<String> texts = IntStream.range(0, 8).mapToObj((number) -> "word" + number).toList();
			EmbeddingModel model = context.getBean(EmbeddingModel.class);
			EmbeddingResponse response = model.embedForResponse(texts);
			assertThat(response.getResults()).extracting((each) -> each.getIndex())
				.containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
			assertThat(response.getResults().get(7).getOutput()).isEqualTo(model.embed("word7"));
			assertThat(response.getMetadata().getModel()).isEqualTo("vectors");
			assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(8);
		});
	}

	@Test
	void textThatIsTooLongIsTheCallersFaultAndNotTheServers() {
		embedding("shimmy.embedding.context-size=512").run((context) -> {
			EmbeddingModel model = context.getBean(EmbeddingModel.class);
			assertThat(model.embed("word ".repeat(500))).hasSize(16);
			assertFails(() -> model.embed("word ".repeat(600)), ShimmyErrorCode.CONTEXT_EXCEEDED,
					"is too large to process");
			assertThat(context.getBean(EmbeddingSidecar.class).sidecar().snapshot().lastGenerationFailure()).isNull();
		});
	}

	@Test
	void requestsThatNoServerCanFulfilAreRefused() {
		embedding().run((context) -> {
			EmbeddingModel model = context.getBean(EmbeddingModel.class);
			assertFails(() -> model.embed(List.of("a", "")), ShimmyErrorCode.REQUEST_REJECTED, "Text 1 of 2 is empty");
			assertFails(() -> model.embed(List.of()), ShimmyErrorCode.REQUEST_REJECTED, "no texts");
			assertFails(() -> model.call(asking(EmbeddingOptions.builder().model("other").build())),
					ShimmyErrorCode.MODEL_NOT_FOUND,
					"The option 'model' of the request is 'other'; this server serves 'vectors' only");
			assertFails(() -> model.call(asking(EmbeddingOptions.builder().dimensions(8).build())),
					ShimmyErrorCode.UNSUPPORTED_REQUEST, "vectors of 8 numbers");
			assertThat(
					model.call(asking(EmbeddingOptions.builder().model("vectors").dimensions(16).build())).getResults())
				.hasSize(1);
		});
	}

	private static EmbeddingRequest asking(EmbeddingOptions options) {
		return new EmbeddingRequest(List.of("a"), options);
	}

	@Test
	void killedServerIsStartedAgain() {
		embedding("shimmy.chat.idle-timeout=60s").run((context) -> {
			EmbeddingModel model = context.getBean(EmbeddingModel.class);
			ShimmySidecar sidecar = context.getBean(EmbeddingSidecar.class).sidecar();
			float[] before = model.embed("one");
			long pid = sidecar.snapshot().pid();
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			ProcessHandle.of(pid).ifPresent((process) -> process.onExit().join());
			sidecar.whenReady().get(60, TimeUnit.SECONDS);
			assertThat(embedded(model, "one")).isEqualTo(before);
			assertThat(sidecar.snapshot().pid()).isNotEqualTo(pid);
		});
	}

	/** The loss may be noticed after the call has begun. */
	private static float[] embedded(EmbeddingModel model, String text) {
		try {
			return model.embed(text);
		}
		catch (ShimmyException ex) {
			assertThat(ex.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			return model.embed(text);
		}
	}

	@Test
	void serverThatMakesNoEmbeddingsIsRefusedByName() throws IOException {
		Path shimmy = FakeShimmyBinary.version("1.7.4").install(Files.createDirectories(this.directory.resolve("old")));
		embedding("shimmy.shimmy-path=" + shimmy).run((context) -> {
			ShimmyException failure = (ShimmyException) FailureReport.rootOf(context.getStartupFailure());
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_INCOMPATIBLE);
			assertThat(failure).hasMessageContaining("shimmy 1.x").hasMessageContaining("makes no embeddings");
		});
	}

	@Test
	void applicationsOwnModelWins() {
		EmbeddingModel own = new ShimmyEmbeddingModel(null, "own", 1, null);
		embedding().withBean("mine", EmbeddingModel.class, () -> own)
			.run((context) -> assertThat(context.getBean(EmbeddingModel.class)).isSameAs(own));
	}

	@Test
	void externalServerIsAskedUnderItsOwnNameOfTheModel() {
		embedding().run((server) -> {
			ShimmySidecar vectors = server.getBean(EmbeddingSidecar.class).sidecar();
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class,
						EmbeddingSidecarAutoConfiguration.class, ShimmyEmbeddingAutoConfiguration.class))
				.withPropertyValues("shimmy.mode=external", "shimmy.base-url=" + vectors.endpoint().baseUrl(),
						"shimmy.api-key=" + vectors.endpoint().apiKey().reveal(),
						"shimmy.embedding.model=text-embedding-3-small")
				.run((context) -> {
					assertThat(context).doesNotHaveBean(EmbeddingSidecar.class);
					EmbeddingResponse response = context.getBean(EmbeddingModel.class).embedForResponse(List.of("one"));
					assertThat(response.getResult().getOutput()).hasSize(16);
					assertThat(response.getMetadata().getModel()).isEqualTo("text-embedding-3-small");
				});
		});
	}

	private static void assertFails(ThrowingCallable call, ShimmyErrorCode code, String words) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, call);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure).hasMessageContaining(words);
	}

}
