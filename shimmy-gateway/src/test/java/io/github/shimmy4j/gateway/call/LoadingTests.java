package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import io.github.shimmy4j.gateway.call.ModelChoice.Stay;
import io.github.shimmy4j.gateway.key.Caller;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Requests that wait for a model to be loaded, and leave. */
class LoadingTests {

	private final ScriptedSwitcher switcher = new ScriptedSwitcher();

	private final ModelChoice choice = new ModelChoice(
			new ServedModels(() -> this.switcher.served, new NoFacts(), List.of()), this.switcher, 3);

	/** A download takes hours, in which clients come and go. */
	@Test
	void requestsThatLeaveLeaveNothingBehind() {
		Stay first = enter("big");
		assertNothingIsLeft(this.switcher.end);
		this.switcher.finish();
		first.close();
		this.switcher.arrival = new CompletableFuture<>();
		assertNothingIsLeft(this.switcher.arrival);
	}

	private void assertNothingIsLeft(CompletableFuture<?> load) {
		waitAndLeave();
		int callbacks = load.getNumberOfDependents();
		for (int number = 0; number < 20; number++) {
			waitAndLeave();
		}
		assertThat(load.getNumberOfDependents()).isEqualTo(callbacks);
	}

	private void waitAndLeave() {
		try (Stay any = enter("")) {
			assertThat(any.isReady()).isFalse();
			any.ready().subscribe().dispose();
		}
	}

	@Test
	void noMoreRequestsWaitForAModelThanForATurn() {
		List<Stay> stays = List.of(enter("big"), enter("big"), enter(""));
		for (String asked : List.of("big", "")) {
			assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> enter(asked))
				.withMessageContaining("3 requests wait already for a model")
				.withMessageContaining("shimmy.gateway.queue.size");
		}
		ModelWish another = this.choice.wish("", new Caller("1", "editor", Caller.OWNER.limits())).block();
		this.choice.enter(another);
		assertThatExceptionOfType(TooManyRequestsException.class).as("each caller has one place")
			.isThrownBy(() -> this.choice.enter(another));
		stays.forEach(Stay::close);
		enter("");
		this.switcher.finish();
		for (int number = 0; number < 10; number++) {
			assertThat(enter("").isReady()).isTrue();
		}
	}

	@Test
	void switchIsGivenUpWhenTheLastRequestThatNeedsItLeaves() {
		Stay first = enter("big");
		Stay second = enter("/models/big.gguf");
		Stay any = enter("");
		first.close();
		assertThat(this.switcher.abandoned).isZero();
		second.close();
		assertThat(this.switcher.abandoned).isOne();
		this.switcher.fail(new ShimmyException(ShimmyErrorCode.NOT_READY, "given up"));
		any.ready().block();
		any.close();
		Stay again = enter("big");
		this.switcher.finish();
		again.close();
		assertThat(this.switcher.abandoned).as("a model that is served is not given up").isOne();
	}

	/** Otherwise it fails because others have left. */
	@Test
	void requestThatComesAfterTheLastOneHasLeftHasTheModelLoadedAgain() {
		enter("big").close();
		Stay later = enter("/models/big.gguf");
		Stay last = enter("big");
		this.switcher.fail(new ShimmyException(ShimmyErrorCode.NOT_READY, "given up"));
		assertThat(this.switcher.asked).containsExactly("big", "big");
		this.switcher.finish();
		later.ready().block();
		last.ready().block();
	}

	@Test
	void requestThatComesTooLateToGiveTheModelUpGetsIt() {
		enter("big").close();
		Stay later = enter("big");
		this.switcher.finish();
		later.ready().block();
		assertThat(this.switcher.asked).containsExactly("big");
	}

	@Test
	void modelIsNotLoadedAgainIfTheLaterRequestHasLeftToo() {
		enter("big").close();
		enter("big").close();
		this.switcher.fail(new ShimmyException(ShimmyErrorCode.NOT_READY, "given up"));
		assertThat(this.switcher.asked).containsExactly("big");
		assertThat(enter("tiny").isReady()).isTrue();
	}

	/** Their answers would end with the server that they have come to. */
	@Test
	void modelIsNotLoadedAgainWhileRequestsThatWaitedForTheFirstLoadAreUnderWay() {
		Stay first = enter("big");
		enter("");
		first.close();
		Stay later = enter("big");
		this.switcher.fail(new ShimmyException(ShimmyErrorCode.NOT_READY, "given up"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> later.ready().block())
			.withMessageContaining("the model 'tiny' is served, with requests under way or waiting: 1");
		assertThat(this.switcher.asked).containsExactly("big");
	}

	@Test
	void requestsWaitForAServerThatFailedAndIsStartedAgain() {
		CompletableFuture<Void> start = new CompletableFuture<>();
		this.switcher.again = start;
		List<Stay> stays = List.of(enter("tiny"), enter(""));
		assertThat(stays).noneMatch(Stay::isReady);
		start.complete(null);
		assertThat(stays).allMatch(Stay::isReady);
	}

	@Test
	void failureOfThatStartIsLeftToTheServerToTell() {
		CompletableFuture<Void> start = new CompletableFuture<>();
		this.switcher.again = start;
		Stay stay = enter("");
		start.completeExceptionally(new ShimmyException(ShimmyErrorCode.START_FAILED, "no memory"));
		stay.ready().block();
		assertThat(enter("").isReady()).isTrue();
	}

	@Test
	void timeInWhichAModelIsLoadedIsNotQuiet() {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		AtomicBoolean quiet = quiet(time);
		time.advanceTimeBy(Duration.ofMinutes(1));
		enter("big");
		time.advanceTimeBy(Duration.ofHours(1));
		this.switcher.finish();
		assertQuietAfterTwoMinutes(quiet, time);
	}

	@Test
	void loadThatBeganAndEndedMeanwhileIsNotQuietEither() {
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		AtomicBoolean quiet = quiet(time);
		enter("big");
		time.advanceTimeBy(Duration.ofSeconds(119));
		this.switcher.finish();
		time.advanceTimeBy(Duration.ofSeconds(1));
		assertQuietAfterTwoMinutes(quiet, time);
	}

	@Test
	void timeInWhichTheModelIsDownloadedIsNotQuiet() {
		this.switcher.arrival = new CompletableFuture<>();
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		AtomicBoolean quiet = quiet(time);
		time.advanceTimeBy(Duration.ofHours(1));
		CompletableFuture<Void> ended = this.switcher.arrival;
		this.switcher.arrival = null;
		ended.completeExceptionally(new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED, "no network"));
		assertQuietAfterTwoMinutes(quiet, time);
	}

	private AtomicBoolean quiet(VirtualTimeScheduler time) {
		AtomicBoolean quiet = new AtomicBoolean();
		this.choice.untilNoLoadFor(Duration.ofMinutes(2), time).subscribe((end) -> quiet.set(true));
		return quiet;
	}

	private static void assertQuietAfterTwoMinutes(AtomicBoolean quiet, VirtualTimeScheduler time) {
		time.advanceTimeBy(Duration.ofSeconds(119));
		assertThat(quiet).isFalse();
		time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(quiet).isTrue();
	}

	private Stay enter(String asked) {
		return this.choice.enter(this.choice.wish(asked, Caller.OWNER).block());
	}

}
