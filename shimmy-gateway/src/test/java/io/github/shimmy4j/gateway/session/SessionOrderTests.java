package io.github.shimmy4j.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import io.github.shimmy4j.gateway.session.SessionOrder.Place;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionOrderTests {

	private static final SessionKey KEY = new SessionKey("", "chat");

	private final SessionOrder order = new SessionOrder(3);

	@Test
	void requestsOfASessionHaveTheirTurnsInTheOrderOfArrival() {
		Place first = this.order.enter(KEY);
		Place second = this.order.enter(KEY);
		Place third = this.order.enter(KEY);
		assertThat(first.turn()).isDone();
		assertThat(second.turn()).isNotDone();
		first.close();
		assertThat(second.turn()).isDone();
		assertThat(third.turn()).isNotDone();
		second.close();
		assertThat(third.turn()).isDone();
	}

	@Test
	void otherSessionsDoNotWait() {
		this.order.enter(KEY);
		assertThat(this.order.enter(new SessionKey("", "other")).turn()).isDone();
		assertThat(this.order.enter(new SessionKey("key", "chat")).turn()).isDone();
	}

	@Test
	void requestThatLeavesWhileItWaitsIsPassedOver() {
		Place first = this.order.enter(KEY);
		Place second = this.order.enter(KEY);
		Place third = this.order.enter(KEY);
		second.close();
		assertThat(third.turn()).isNotDone();
		first.close();
		first.close();
		assertThat(third.turn()).isDone();
		third.close();
		assertThat(this.order.enter(KEY).turn()).isDone();
	}

	@Test
	void moreThanTheMostAreRefused() {
		List<Place> places = new ArrayList<>();
		for (int number = 0; number < 4; number++) {
			places.add(this.order.enter(KEY));
		}
		assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> this.order.enter(KEY))
			.withMessageContainingAll("chat", "shimmy.gateway.queue.size");
		places.get(3).close();
		this.order.enter(KEY);
	}

	@Test
	void readerWaitsForATurnThatIsBeingStored() {
		assertThat(this.order.stored(KEY)).isDone();
		Place first = this.order.enter(KEY);
		assertThat(this.order.stored(KEY)).isDone();
		CompletableFuture<Void> storing = new CompletableFuture<>();
		first.storing(storing);
		assertThat(this.order.stored(KEY)).isNotDone();
		storing.complete(null);
		assertThat(this.order.stored(KEY)).isDone();
	}

	@Test
	void threadsNeverHaveTheTurnTogetherAndNobodyIsForgotten() throws InterruptedException {
		SessionOrder wide = new SessionOrder(10_000);
		AtomicInteger inTurn = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(4 * 500);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (int thread = 0; thread < 4; thread++) {
				threads.execute(() -> {
					for (int number = 0; number < 500; number++) {
						Place place = wide.enter(KEY);
						if (number % 7 == 0 && !place.turn().isDone()) {
							place.close();
							ended.countDown();
							continue;
						}
						place.turn().thenRunAsync(() -> {
							most.accumulateAndGet(inTurn.incrementAndGet(), Math::max);
							inTurn.decrementAndGet();
							place.close();
							ended.countDown();
						}, threads);
					}
				});
			}
			assertThat(ended.await(30, TimeUnit.SECONDS)).as("all ended; left: %d", ended.getCount()).isTrue();
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(most).hasValue(1);
		assertThat(wide.enter(KEY).turn()).isDone();
	}

}
