package io.github.shimmy4j.sidecar.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.StartCause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class EventDispatcherTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final EventDispatcher dispatcher = new EventDispatcher(Threads::daemon);

	private final List<SidecarEvent> heard = Collections.synchronizedList(new ArrayList<>());

	private final List<String> threads = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.dispatcher.close();
	}

	@Test
	void emitDeliversInOrderOnAThreadOfItsOwn() {
		this.dispatcher.add(this.heard::add);
		this.dispatcher.add((event) -> this.threads.add(Thread.currentThread().getName()));
		List<SidecarEvent> events = IntStream.range(0, 500)
			.<SidecarEvent>mapToObj((i) -> new SidecarEvent.Stdout("line " + i))
			.toList();
		events.forEach(this.dispatcher::emit);
		await().atMost(LIMIT).untilAsserted(() -> assertThat(this.threads).hasSize(events.size()));
		assertThat(this.heard).isEqualTo(events);
		assertThat(this.threads).containsOnly("shimmy-events");
	}

	@Test
	void emitWhenAListenerThrowsHarmsNeitherTheOthersNorLaterEvents() {
		this.dispatcher.add((event) -> {
			throw new IllegalStateException("a listener with a defect");
		});
		this.dispatcher.add((event) -> {
			throw new AssertionError("a listener with a worse defect");
		});
		this.dispatcher.add(this.heard::add);
		this.dispatcher.emit(new SidecarEvent.Starting("m", StartCause.REQUEST));
		this.dispatcher.emit(new SidecarEvent.Stopped());
		awaitHeard(new SidecarEvent.Starting("m", StartCause.REQUEST), new SidecarEvent.Stopped());
	}

	@Test
	void emitOutputWhileListenersAreFarBehindDropsItButNeverALifeEvent() {
		CountDownLatch busy = new CountDownLatch(1);
		this.dispatcher.add((event) -> {
			awaitQuietly(busy);
			this.heard.add(event);
		});
		int lines = 30_000;
		IntStream.range(0, lines).forEach((i) -> this.dispatcher.emitOutput(new SidecarEvent.Stdout("flood")));
		this.dispatcher.emit(new SidecarEvent.Stopped());
		busy.countDown();
		await().atMost(LIMIT).untilAsserted(() -> assertThat(this.heard).contains(new SidecarEvent.Stopped()));
		assertThat(this.heard).hasSizeBetween(5_000, lines / 2);
	}

	@Test
	void removedListenerHearsNothingMore() {
		Runnable removal = this.dispatcher.add((event) -> this.threads.add("heard"));
		this.dispatcher.add(this.heard::add);
		removal.run();
		this.dispatcher.emit(new SidecarEvent.Stopped());
		awaitHeard(new SidecarEvent.Stopped());
		assertThat(this.threads).isEmpty();
	}

	@Test
	void closeDeliversWhatIsQueuedAndIgnoresWhatComesLater() {
		this.dispatcher.add(this.heard::add);
		this.dispatcher.emit(new SidecarEvent.Starting("m", StartCause.REQUEST));
		this.dispatcher.emit(new SidecarEvent.Stopped());
		this.dispatcher.close();
		this.dispatcher.emit(new SidecarEvent.Starting("too late", StartCause.REQUEST));
		awaitHeard(new SidecarEvent.Starting("m", StartCause.REQUEST), new SidecarEvent.Stopped());
	}

	private void awaitHeard(SidecarEvent... events) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(this.heard).containsExactly(events));
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
