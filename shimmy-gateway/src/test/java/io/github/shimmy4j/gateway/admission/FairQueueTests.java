package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.gateway.key.Caller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Tests for {@link FairQueue}. A request is written as its caller and a number. */
class FairQueueTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final Map<String, Ticket> tickets = new LinkedHashMap<>();

	private FairQueue<Ticket> queue = new FairQueue<>(64);

	@ParameterizedTest
	@CsvSource({ "a1 a2 a3, a1 a2 a3", "a1 a2 a3 b1, a1 b1 a2 a3", "a1 a2 a3 b1 b2 c1, a1 b1 c1 a2 b2 a3",
			"c1 b1 a1, c1 b1 a1", "a1 b1 b2 b3 a2 a3, a1 b1 a2 b2 a3 b3",
			"a1 a2 a3 a4 b1 c1 c2, a1 b1 c1 a2 c2 a3 a4" })
	void callersTakeTurnsAndKeepTheOrderOfTheirOwnRequests(String entered, String served) {
		enter(entered);
		assertThat(serveAll()).isEqualTo(served);
	}

	@Test
	void callerThatComesLaterWaitsForOneTurnOfEachOther() {
		enter("a1 a2 a3 b1 b2");
		assertThat(next()).isEqualTo("a1");
		enter("c1");
		end("a1");
		assertThat(serveAll()).isEqualTo("b1 a2 c1 b2 a3");
	}

	@ParameterizedTest
	@CsvSource({ "1, a1", "2, a1 b1", "3, a1 b1 a2", "2147483647, a1 b1 a2 b2 a3" })
	void thereAreAsManyTurnsAsSlots(int slots, String served) {
		this.queue.slots(slots);
		enter("a1 a2 a3 b1 b2");
		assertThat(nextAll()).isEqualTo(served);
	}

	@Test
	void unknownServerHasOneTurn() {
		enter("a1 a2");
		assertThat(nextAll()).isEqualTo("a1");
	}

	@Test
	void turnsOverASmallerLimitRunOutFirst() {
		this.queue.slots(3);
		enter("a1 a2 a3 a4");
		assertThat(nextAll()).isEqualTo("a1 a2 a3");
		this.queue.slots(1);
		end("a1");
		end("a2");
		assertThat(nextAll()).isEmpty();
		end("a3");
		assertThat(nextAll()).isEqualTo("a4");
	}

	@Test
	void callerAtItsOwnLimitLetsOthersPassAndKeepsItsPlace() {
		Caller slow = Callers.caller("s", 1, 0);
		this.queue.slots(3);
		enter("s1", slow);
		enter("s2", slow);
		enter("s3", slow);
		enter("a1 a2 a3");
		assertThat(nextAll()).isEqualTo("s1 a1 a2");
		end("a1");
		assertThat(nextAll()).isEqualTo("a3");
		enter("a4");
		end("s1");
		assertThat(nextAll()).isEqualTo("s2");
	}

	@Test
	void requestThatLeavesIsSkipped() {
		enter("a1 a2 b1");
		end("a1");
		end("b1");
		assertThat(serveAll()).isEqualTo("a2");
		assertThat(this.queue.state().callers()).isEmpty();
	}

	@Test
	void endingTwiceFreesOneTurn() {
		enter("a1 a2 a3");
		next();
		end("a1");
		end("a1");
		assertThat(nextAll()).isEqualTo("a2");
		assertThat(this.queue.state().turns()).isEqualTo(1);
	}

	@Test
	void fullQueueRefusesInPlainWords() {
		this.queue = new FairQueue<>(2);
		enter("a1 a2 a3");
		next();
		assertThat(this.queue.refusal(Callers.caller("a", 0, 0), false)).hasValueSatisfying((refusal) -> {
			assertThat(refusal).hasMessage("2 requests wait already (shimmy.gateway.queue.size)");
			assertThat(refusal.retryAfterSeconds()).isEqualTo(5);
		});
		end("a2");
		assertThat(this.queue.refusal(Callers.caller("a", 0, 0), false)).isEmpty();
	}

	@Test
	void busyCallerCannotKeepOutAnother() {
		this.queue = new FairQueue<>(2);
		enter("a1 a2 a3");
		next();
		assertThat(this.queue.refusal(Callers.BORA, false)).isEmpty();
		enter("bora", Callers.BORA);
		assertThat(this.queue.refusal(Callers.BORA, false)).isPresent();
	}

	@ParameterizedTest
	@CsvSource({ "10, 1, 100, 60", "10, 1, 8, 40", "10, 4, 8, 10", "1, 1, 4, 2", "1, 100, 4, 1", "0, 1, 8, 1" })
	void refusedCallerIsToldWhenHalfTheQueueIsServed(int holdSeconds, int slots, int waiting, long retryAfter) {
		this.queue = new FairQueue<>(waiting);
		serve("a0", holdSeconds);
		for (int number = 1; number <= waiting; number++) {
			enter("a" + number);
		}
		this.queue.slots(slots);
		assertThat(this.queue.refusal(Callers.caller("a", 0, 0), false).orElseThrow().retryAfterSeconds())
			.isEqualTo(retryAfter);
	}

	@Test
	void placesAreTheOrderOfService() {
		enter("a1 a2 a3 a4 b1 c1 c2");
		next();
		List<String> inOrder = new ArrayList<>(
				this.tickets.keySet().stream().filter((name) -> position(name) > 0).toList());
		inOrder.sort((left, right) -> Integer.compare(position(left), position(right)));
		assertThat(inOrder.stream().map(this::position)).containsExactly(1, 2, 3, 4, 5, 6);
		end("a1");
		assertThat(serveAll()).isEqualTo(String.join(" ", inOrder));
	}

	@Test
	void expectedWaitIsUnknownUntilARequestWasServed() {
		enter("a1 a2");
		next();
		assertThat(place("a2")).isEqualTo(new Place(1, null));
	}

	@ParameterizedTest
	@CsvSource({ "1, 10, 20", "2, 5, 10", "4, 2.5, 5" })
	void expectedWaitIsTheMeanHoldOfTheRequestsBefore(int slots, double first, double second) {
		serve("x0", 10);
		this.queue.slots(slots);
		enter("a1 b1");
		assertThat(place("a1").expectedWait()).isEqualTo(seconds(first));
		assertThat(place("b1").expectedWait()).isEqualTo(seconds(second));
	}

	@Test
	void expectedWaitCountsTheCallersOwnLimit() {
		Caller slow = Callers.caller("s", 1, 0);
		serve("x0", 10);
		this.queue.slots(Integer.MAX_VALUE);
		enter("s1", slow);
		next();
		enter("s2", slow);
		enter("s3", slow);
		assertThat(place("s3").expectedWait()).isEqualTo(seconds(20));
	}

	@Test
	void meanFollowsTheNewestHolds() {
		serve("a1", 10);
		serve("a2", 20);
		assertThat(this.queue.state().meanHold()).isEqualTo(seconds(12));
		for (int number = 3; number < 40; number++) {
			serve("a" + number, 20);
		}
		assertThat(this.queue.state().meanHold()).isBetween(seconds(19.9), seconds(20));
	}

	@Test
	void turnThatTheServerNeverGrantedIsNoHold() {
		enter("a1");
		next();
		this.queue.end(this.tickets.get("a1"), 1000 * SECOND);
		assertThat(this.queue.state().meanHold()).isNull();
	}

	@Test
	void stateNamesTheCallers() {
		enter("a1 a2 b1");
		next();
		QueueState state = this.queue.state();
		assertThat(state.waiting()).isEqualTo(2);
		assertThat(state.turns()).isEqualTo(1);
		assertThat(state.callers())
			.extracting((caller) -> caller.caller().label(), QueueState.CallerState::waiting,
					QueueState.CallerState::turns)
			.containsExactlyInAnyOrder(tuple("a", 1, 1), tuple("b", 1, 0));
	}

	private void enter(String names) {
		for (String name : names.split(" ")) {
			enter(name, Callers.caller(name.substring(0, 1), 0, 0));
		}
	}

	private void enter(String name, Caller caller) {
		Ticket ticket = new Ticket(caller);
		this.tickets.put(name, ticket);
		this.queue.enter(ticket);
	}

	private void serve(String name, int holdSeconds) {
		enter(name);
		assertThat(next()).isEqualTo(name);
		this.queue.granted(this.tickets.get(name), 0);
		this.queue.end(this.tickets.get(name), holdSeconds * SECOND);
	}

	private @Nullable String next() {
		Optional<Ticket> next = this.queue.next(0);
		return next.map(this::name).orElse(null);
	}

	private String name(Ticket ticket) {
		return this.tickets.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == ticket)
			.map(Map.Entry::getKey)
			.findFirst()
			.orElseThrow();
	}

	private void end(String name) {
		this.queue.end(this.tickets.get(name), 0);
	}

	private String nextAll() {
		List<String> served = new ArrayList<>();
		for (String name = next(); name != null; name = next()) {
			served.add(name);
		}
		return String.join(" ", served);
	}

	private String serveAll() {
		List<String> served = new ArrayList<>();
		for (String name = next(); name != null; name = next()) {
			served.add(name);
			end(name);
		}
		return String.join(" ", served);
	}

	private Place place(String name) {
		return this.queue.place(this.tickets.get(name), 0).orElseThrow();
	}

	private int position(String name) {
		return this.queue.place(this.tickets.get(name), 0).map(Place::position).orElse(0);
	}

	private static Duration seconds(double seconds) {
		return Duration.ofNanos((long) (seconds * SECOND));
	}

}
