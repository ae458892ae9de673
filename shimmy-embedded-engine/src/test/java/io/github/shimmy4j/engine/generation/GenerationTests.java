package io.github.shimmy4j.engine.generation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.shimmy4j.engine.ScriptedModel;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GenerationTests {

	private final ScriptedModel model = new ScriptedModel();

	private final Recorder recorder = new Recorder();

	@Test
	void runWhenTheModelEndsItsAnswerGivesStop() {
		generation("What is it", null).run();
		assertThat(this.recorder.texts).containsExactly("The", " answer");
		assertThat(this.recorder.outcome).isEqualTo(new Outcome(FinishReason.STOP, new Usage(4, 3, 0L)));
	}

	@Test
	void runTellsHowMuchOfThePromptNeededNoReading() {
		this.model.cached = 3;
		generation("What is it", null).run();
		assertThat(this.recorder.outcome.usage()).isEqualTo(new Usage(4, 3, 3L));
	}

	@Test
	void runWhenTheLimitIsReachedGivesLengthAndExactlyTheLimit() {
		this.model.answer = List.of("안", "b", "c");
		generation("x", 2).run();
		assertThat(this.recorder.outcome).isEqualTo(new Outcome(FinishReason.LENGTH, new Usage(2, 2, 0L)));
	}

	@Test
	void runWhenTheLimitIsOverTheRoomFitsIt() {
		this.model.answer = Collections.nCopies(500, "a");
		generation("x", 1000).run();
		assertThat(this.recorder.outcome).isEqualTo(new Outcome(FinishReason.LENGTH, new Usage(2, 98, 0L)));
	}

	@Test
	void runWhenAStopStringComesGivesStop() {
		generation("x", null, " ans").run();
		assertThat(this.recorder.texts).containsExactly("The");
		assertThat(this.recorder.outcome).isEqualTo(new Outcome(FinishReason.STOP, new Usage(2, 2, 0L), " ans"));
		assertThat(this.model.generated).hasValue(2);
	}

	@Test
	void runWhenACharacterTookSeveralTokensCountsThem() {
		this.model.answer = List.of("é è", "");
		generation("x", null).run();
		assertThat(this.recorder.outcome).isEqualTo(new Outcome(FinishReason.STOP, new Usage(2, 3, 0L)));
	}

	@Test
	void runWhenThePromptFillsTheContextFailsWithBothNumbers() {
		generation("word ".repeat(120), null).run();
		assertThat(this.recorder.failure).isInstanceOf(PromptTooLongException.class)
			.hasMessageContaining("100 tokens")
			.hasMessageContaining("121 tokens");
	}

	@Test
	void runWhenTheModelFailsTellsTheListener() {
		this.model.failure = new IllegalStateException("broken");
		generation("x", null).run();
		assertThat(this.recorder.failure).hasMessage("broken");
	}

	/** An error that leaves the thread ends the engine. */
	@Test
	void runWhenTheStackIsFullTellsTheListener() {
		this.model.error = new StackOverflowError();
		generation("x", null).run();
		assertThat(this.recorder.failure).hasMessageContaining("nested");
		List<RuntimeException> failures = new ArrayList<>();
		new Embedding(this.model, List.of("x"), (result) -> {
		}, failures::add).run();
		assertThat(failures).hasSize(1);
	}

	@Test
	void runWhenCancelledBeforeItBeganDoesNothing() {
		Generation generation = generation("x", null);
		generation.cancel();
		generation.run();
		assertThat(this.model.ended).hasValue(0);
	}

	@Test
	void runWhenCancelledOnTheWayEndsTheGenerationInSilence() {
		this.model.endless = true;
		Generation[] generation = new Generation[1];
		this.recorder.onText = () -> generation[0].cancel();
		generation[0] = generation("x", null);
		generation[0].run();
		assertThat(this.model.generated).hasValue(1);
		assertThat(this.recorder.outcome).isNull();
	}

	private Generation generation(String question, Integer maxTokens, String... stop) {
		return new Generation(this.model,
				new ChatRequest(List.of(new ChatMessage("user", question)), maxTokens, List.of(stop), Sampling.GREEDY),
				this.recorder);
	}

	private static final class Recorder implements AnswerListener {

		private final List<String> texts = new ArrayList<>();

		private Runnable onText = () -> {
		};

		private Outcome outcome;

		private RuntimeException failure;

		@Override
		public void text(String text) {
			this.texts.add(text);
			this.onText.run();
		}

		@Override
		public void finished(Outcome outcome) {
			this.outcome = outcome;
		}

		@Override
		public void failed(RuntimeException failure) {
			this.failure = failure;
		}

	}

}
