package io.github.shimmy4j.autoconfigure.shared;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.autoconfigure.DaemonEvent;
import io.github.shimmy4j.autoconfigure.DaemonEvent.Change;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.process.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link DaemonEvents}. */
class DaemonEventsTests {

	private static final DaemonRecord DAEMON = new DaemonRecord(DaemonRecord.SCHEMA, 4711, null, "127.0.0.1:11434",
			"1.2.3", Secret.of("0".repeat(64)));

	private final List<Change> heard = new CopyOnWriteArrayList<>();

	/** Before, another thread overtook a listener that was slow. */
	@Test
	void eventWaitsForTheOneBeforeIt() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		DaemonEvents events = new DaemonEvents((event) -> {
			begun.countDown();
			await(goOn);
			this.heard.add(event.change());
		});
		events.add(Change.LOST, DAEMON);
		CompletableFuture<Void> slow = CompletableFuture.runAsync(events::tell);
		await(begun);
		events.add(Change.FOUND, DAEMON);
		events.tell();
		assertThat(this.heard).isEmpty();
		goOn.countDown();
		slow.get(30, TimeUnit.SECONDS);
		assertThat(this.heard).containsExactly(Change.LOST, Change.FOUND);
	}

	@Test
	void listenerThatFailsHearsTheNextEvent() {
		hearsTheNextAfter(() -> {
			throw new IllegalStateException("fails");
		});
	}

	/** Before, no event was told any more. */
	@Test
	void listenerThatFailsWithAnErrorHearsTheNextEvent() {
		hearsTheNextAfter(() -> {
			throw new NoClassDefFoundError("a test");
		});
	}

	private void hearsTheNextAfter(Runnable failure) {
		DaemonEvents events = new DaemonEvents((event) -> {
			this.heard.add(event.change());
			failure.run();
		});
		events.add(Change.FOUND, DAEMON);
		events.add(Change.LOST, DAEMON);
		events.tell();
		assertThat(this.heard).containsExactly(Change.FOUND, Change.LOST);
	}

	@Test
	void eventHasTheAddressOfTheDaemonAndNoSecret() {
		List<DaemonEvent> told = new CopyOnWriteArrayList<>();
		DaemonEvents events = new DaemonEvents(told::add);
		events.add(Change.FOUND, DAEMON);
		events.tell();
		assertThat(told).containsExactly(new DaemonEvent(Change.FOUND, "127.0.0.1:11434", 4711, "1.2.3"));
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(30, TimeUnit.SECONDS)) {
				throw new AssertionError("the other thread did nothing");
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
