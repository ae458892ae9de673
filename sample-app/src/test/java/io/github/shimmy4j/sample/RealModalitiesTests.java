package io.github.shimmy4j.sample;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import javax.imageio.ImageIO;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.TestProjector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Thinking, embeddings and images on the real {@code llama-server}. SmolLM2 can do none
 * of them by itself: a template of this test makes it think, its token vectors are
 * averaged, and its projector has weights of zero. So the form is tested and not the
 * sense.
 */
@Tag("real-shimmy")
class RealModalitiesTests {

	/** As Qwen3's: with the switch, and with the thinking begun by the template. */
	private static final String THINKING = """
			{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' }}\
			{%- if message.role == 'assistant' and message.reasoning_content %}\
			{{- '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}{%- endif %}\
			{{- message.content + '<|im_end|>\\n' }}{%- endfor %}
			{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}\
			{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}\
			{%- else %}{{- '<think>\\n' }}{%- endif %}{%- endif %}
			""";

	private static final Prompt QUESTION = new Prompt("What is 2+2?");

	@TempDir
	Path directory;

	@Test
	void thinkingAloneIsNoAnswerAndSwitchedOffThereIsOne() throws IOException {
		Path template = Files.writeString(this.directory.resolve("thinking.jinja"), THINKING);
		String[] thinking = { "shimmy.args=--chat-template-file," + template, "shimmy.chat.max-tokens=16" };
		run((context) -> {
			ChatModel model = context.getBean("shimmyChatModel", ChatModel.class);
			// The template has begun the thinking, and SmolLM2 does not know how to end
			// it.
			ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> model.call(QUESTION));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_FAILED);
			assertThat(failure).hasMessageContaining("thinking");
			List<String> thoughts = new ArrayList<>();
			assertThat(catchThrowable(
					() -> model.stream(QUESTION).doOnNext((chunk) -> thoughts.add(thinking(chunk))).blockLast()))
				.isInstanceOf(ShimmyException.class);
			assertThat(thoughts).anyMatch((thought) -> !thought.isBlank());
		}, thinking);
		run((context) -> {
			AssistantMessage answer = context.getBean("shimmyChatModel", ChatModel.class)
				.call(QUESTION)
				.getResult()
				.getOutput();
			assertThat(answer.getText()).isNotBlank();
			assertThat(answer.getMetadata().get("reasoningContent")).isIn(null, "");
		}, thinking[0], thinking[1], "shimmy.chat.reasoning=off");
	}

	private static String thinking(ChatResponse chunk) {
		return (chunk.getResult() != null) ? Objects
			.requireNonNullElse((String) chunk.getResult().getOutput().getMetadata().get("reasoningContent"), "") : "";
	}

	@Test
	void textsBecomeVectorsOnAServerOfTheirOwn() {
		run((context) -> {
			EmbeddingModel model = context.getBean(EmbeddingModel.class);
			assertThat(model.dimensions()).isEqualTo(576);
			List<float[]> vectors = model.embed(List.of("The cat sleeps.", "A cat is asleep.", "Interest rates rose."));
			assertThat(cosine(vectors.get(0), vectors.get(1))).isGreaterThan(cosine(vectors.get(0), vectors.get(2)));
			assertThat(model.embed("The cat sleeps.")).hasSize(576);
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> model.embed("word ".repeat(600)));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
			assertThat(context.getBean("shimmyChatModel", ChatModel.class).call("Hi")).isNotBlank();
		}, "shimmy.embedding.model=" + RealParts.model(), "shimmy.embedding.context-size=512",
				"shimmy.chat.max-tokens=8");
	}

	private static double cosine(float[] one, float[] other) {
		double product = 0;
		double squares = 0;
		double otherSquares = 0;
		for (int at = 0; at < one.length; at++) {
			product += one[at] * other[at];
			squares += one[at] * one[at];
			otherSquares += other[at] * other[at];
		}
		return product / Math.sqrt(squares * otherSquares);
	}

	@Test
	void imageIsReadThroughTheProjector() throws IOException {
		Path projector = TestProjector.write(this.directory.resolve("eyes.gguf"), 576);
		Media image = Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(new ByteArrayResource(png())).build();
		run((context) -> {
			ChatModel model = context.getBean("shimmyChatModel", ChatModel.class);
			ChatResponse blind = model.call(new Prompt("What is this?"));
			ChatResponse seeing = model
				.call(new Prompt(UserMessage.builder().text("What is this?").media(image).build()));
			assertThat(seeing.getMetadata().getUsage().getPromptTokens()).as("tokens of 16 patches")
				.isGreaterThanOrEqualTo(blind.getMetadata().getUsage().getPromptTokens() + 16);
		}, "shimmy.projector=" + projector, "shimmy.chat.max-tokens=8");
	}

	@Test
	void projectorOfAnotherModelFailsTheStartWithBothSizes() {
		Path projector = TestProjector.write(this.directory.resolve("eyes.gguf"), 960);
		Throwable failure = NestedExceptionUtils.getMostSpecificCause(catchThrowable(() -> run((context) -> {
		}, "shimmy.projector=" + projector)));
		assertThat(failure).isInstanceOf(ShimmyException.class)
			.hasMessageContaining("cannot load the projector")
			.hasMessageContaining("576")
			.hasMessageContaining("960");
		assertThat(((ShimmyException) failure).code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL);
	}

	private static byte[] png() throws IOException {
		ByteArrayOutputStream png = new ByteArrayOutputStream();
		ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", png);
		return png.toByteArray();
	}

	private void run(Consumer<ConfigurableApplicationContext> test, String... properties) {
		List<String> all = new ArrayList<>(List.of("shimmy.shimmy-path=" + RealParts.llamaServer(),
				"shimmy.model=" + RealParts.model(), "shimmy.preferred-port=0", "shimmy.context-size=1024"));
		all.addAll(List.of(properties));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.web(WebApplicationType.NONE)
			.run(all.stream().map((property) -> "--" + property).toArray(String[]::new))) {
			test.accept(context);
		}
	}

}
