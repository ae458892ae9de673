package io.github.shimmy4j.engine.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.engine.ScriptedModel;
import io.github.shimmy4j.engine.generation.ChatRequest;
import io.github.shimmy4j.engine.generation.Slots.QueueFullException;
import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.engine.http.AnswerStreams.Part;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AnswerStreamsTests {

	private static final ChatRequest REQUEST = new ChatRequest(List.of(new ChatMessage("user", "x")), null, List.of(),
			Sampling.GREEDY);

	private final ScriptedModel model = new ScriptedModel();

	private final Slots slots = new Slots(1, 1);

	private final AnswerStreams answers = new AnswerStreams(this.model, this.slots);

	@Test
	void toGivesTextsAndTheEnd() {
		List<Part> parts = this.answers.to(REQUEST).collectList().block(Duration.ofSeconds(10));
		assertThat(parts).hasSize(3).startsWith(new Part.Text("The")).last().isInstanceOf(Part.End.class);
	}

	@Test
	void nothingHappensBeforeSomebodyWantsTheAnswer() {
		this.answers.to(REQUEST);
		assertThat(this.slots.occupancy().busy()).isZero();
		assertThat(this.model.ended).hasValue(0);
	}

	@Test
	void subscriberThatTakesNothingCostsNoMoreThanTheBacklog() {
		this.model.endless = true;
		this.model.answer = List.of("x");
		Idle subscriber = new Idle();
		this.answers.to(REQUEST).subscribe(subscriber);
		Eventually.holds(Duration.ofSeconds(10), () -> this.model.ended.get() == 1,
				() -> this.model.generated + " generated");
		assertThat(this.model.generated.get()).isBetween(AnswerStreams.BACKLOG, AnswerStreams.BACKLOG + 2);
		subscriber.request(Long.MAX_VALUE);
		assertThat(subscriber.failure.get()).isNotNull();
	}

	@Test
	void subscriberWithoutAPlaceToWaitIsTold() {
		this.model.gate = new CountDownLatch(1);
		this.answers.to(REQUEST).subscribe(new Idle());
		Eventually.holds(Duration.ofSeconds(10), () -> this.slots.occupancy().busy() == 1, () -> "not begun");
		this.answers.to(REQUEST).subscribe(new Idle());
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> this.answers.to(REQUEST).blockFirst());
		this.model.gate.countDown();
	}

	private static final class Idle extends BaseSubscriber<Part> {

		private final AtomicReference<Throwable> failure = new AtomicReference<>();

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// Asks for nothing.
		}

		@Override
		protected void hookOnError(Throwable throwable) {
			this.failure.set(throwable);
		}

	}

}
