package io.github.shimmy4j.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import io.github.shimmy4j.gateway.session.SessionStore.Lease;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random steps of requests and of time on the store, beside a model that keeps everything
 * in one list and looks through it.
 */
class MemorySessionsPropertyTests {

	private static final int MOST = 3;

	private static final Duration IDLE = Duration.ofMinutes(10);

	/** An action: the number chooses the session, or the minutes that pass. */
	enum Action {

		OPEN, CLOSE, STORE, REMOVE, PASS, SWEEP

	}

	/**
	 * One step.
	 *
	 * @param action what happens
	 * @param number from 0 to 5
	 */
	record Step(Action action, int number) {
	}

	@Provide
	Arbitrary<List<Step>> steps() {
		return Combinators.combine(Arbitraries.of(Action.class), Arbitraries.integers().between(0, 5))
			.as(Step::new)
			.list()
			.ofMinSize(10)
			.ofMaxSize(80);
	}

	@Property(tries = 1000, seed = "20260501", edgeCases = EdgeCasesMode.NONE)
	void storeDoesWhatTheModelDoes(@ForAll("steps") List<Step> steps) {
		new Play().run(steps);
	}

	/** One play of the steps on both. */
	private static final class Play {

		private final AtomicLong now = new AtomicLong();

		private final MemorySessions store = new MemorySessions(
				new GatewayProperties.Session(MOST, IDLE, DataSize.ofMegabytes(1)), () -> Instant.EPOCH, this.now::get);

		/** The model: in the order of their last use. */
		private final List<Known> known = new ArrayList<>();

		private final Map<Lease, Known> leases = new LinkedHashMap<>();

		private int turns;

		void run(List<Step> steps) {
			for (Step step : steps) {
				play(step);
				compare(step);
			}
		}

		private void play(Step step) {
			SessionKey key = key(step.number());
			switch (step.action()) {
				case OPEN -> open(key);
				case CLOSE -> anyLease(step.number()).forEach(this::close);
				case STORE -> anyLease(step.number()).forEach(this::store);
				case REMOVE -> {
					forgetExpired();
					boolean had = this.known.stream().anyMatch((each) -> each.key.equals(key) && each.turns > 0);
					this.known.removeIf((each) -> each.key.equals(key));
					assertThat(this.store.remove(key)).isEqualTo(had);
				}
				case PASS -> this.now.addAndGet(Duration.ofMinutes(step.number()).toNanos());
				case SWEEP -> this.store.sweep();
			}
		}

		/** Two owners with three ids each. */
		private static SessionKey key(int number) {
			return new SessionKey((number < 3) ? "one" : "two", "s" + number % 3);
		}

		private List<Lease> anyLease(int number) {
			return this.leases.isEmpty() ? List.of()
					: List.of(List.copyOf(this.leases.keySet()).get(number % this.leases.size()));
		}

		private void open(SessionKey key) {
			forgetExpired();
			Known found = this.known.stream().filter((each) -> each.key.equals(key)).findFirst().orElse(null);
			if (found == null) {
				if (this.known.size() >= MOST && !evict()) {
					assertThat(refuses(key)).isTrue();
					return;
				}
				found = new Known(key);
				this.known.add(found);
			}
			found.uses++;
			this.leases.put(this.store.open(key), found);
		}

		private boolean refuses(SessionKey key) {
			try {
				this.store.open(key);
				return false;
			}
			catch (TooManyRequestsException ex) {
				return true;
			}
		}

		/** The oldest idle one of the owner with the most. */
		private boolean evict() {
			List<Known> idle = this.known.stream().filter((each) -> each.uses == 0).toList();
			long most = idle.stream().mapToLong(this::ofSameOwner).max().orElse(0);
			return idle.stream()
				.filter((each) -> ofSameOwner(each) == most)
				.findFirst()
				.map(this.known::remove)
				.orElse(false);
		}

		private long ofSameOwner(Known one) {
			return this.known.stream().filter((each) -> each.key.owner().equals(one.key.owner())).count();
		}

		private void close(Lease lease) {
			Known used = this.leases.remove(lease);
			lease.close();
			used.uses--;
			if (used.uses == 0 && this.known.remove(used) && used.turns > 0) {
				used.since = this.now.get();
				this.known.add(used);
			}
		}

		private void store(Lease lease) {
			Known used = this.leases.get(lease);
			this.turns++;
			Session session = lease.session();
			List<StoredMessage> messages = new ArrayList<>(session.messages());
			messages.add(MemorySessionsTests.message("Turn " + this.turns));
			lease.store(session.with(messages, session.usage()));
			used.turns += this.known.contains(used) ? 1 : 0;
		}

		private void forgetExpired() {
			this.known.removeIf((each) -> each.uses == 0 && this.now.get() - each.since > IDLE.toNanos());
		}

		private void compare(Step step) {
			forgetExpired();
			for (int number = 0; number < 6; number++) {
				SessionKey key = key(number);
				int expected = this.known.stream()
					.filter((each) -> each.key.equals(key))
					.mapToInt((each) -> each.turns)
					.findFirst()
					.orElse(0);
				assertThat(this.store.find(key).map((found) -> found.messages().size()).orElse(0))
					.as("turns of %s after %s", key, step)
					.isEqualTo(expected);
			}
			assertThat(this.store.count()).isLessThanOrEqualTo(MOST).isEqualTo(this.known.size());
		}

	}

	/** A session of the model. */
	private static final class Known {

		private final SessionKey key;

		private int turns;

		private int uses;

		private long since;

		Known(SessionKey key) {
			this.key = key;
		}

	}

}
