package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps the served model for the requests that are under way. A request of the daemon's
 * owner may have another model loaded while no other request is under way, so a switch
 * never ends an answer. A request of anyone else never changes the model. For several
 * threads.
 */
public final class ModelChoice {

	private final ServedModels models;

	private final @Nullable ModelSwitcher switcher;

	private final int most;

	/** Requests that wait or are answered, and keep the model. */
	private int underWay;

	/** The switch under way. */
	private @Nullable Loading current;

	/** The last download of the served model for a start. */
	private @Nullable Loading arrival;

	/** Number of all switches and downloads so far. */
	private int loads;

	/**
	 * Nothing is under way.
	 * @param models names of the served model
	 * @param switcher switches the model; null if no request may
	 * @param most number of requests that wait for a model from which on further ones are
	 * refused
	 */
	public ModelChoice(ServedModels models, @Nullable ModelSwitcher switcher, int most) {
		this.models = models;
		this.switcher = switcher;
		this.most = most;
	}

	/**
	 * Finds out which model a request wants. Looks at the disk only for a name that is
	 * not among those of the served model.
	 * @param asked name in the request; empty means the served model
	 * @param caller who sends the request
	 * @return the wish; fails with status 404 if the caller may not ask for this model
	 */
	Mono<Wish> wish(String asked, Caller caller) {
		ModelSwitcher present = this.switcher;
		Seen seen = seen();
		if (asked.isEmpty() || this.models.names().contains(asked)) {
			return Mono.just(new Wish(asked, caller, null, Meaning.SERVED, seen));
		}
		if (present == null || !caller.equals(Caller.OWNER)) {
			return Mono.error(() -> RequestException.unknownModel(asked, this.models.names()));
		}
		return Mono.fromCallable(() -> {
			ModelReference target = ModelReference.parse(asked);
			return new Wish(asked, caller, target, meaning(target, seen, present), seen);
		}).subscribeOn(Schedulers.boundedElastic()).onErrorMap(ShimmyException.class, ModelChoice::refusal);
	}

	private static Meaning meaning(ModelReference target, Seen seen, ModelSwitcher switcher) {
		ModelReference next = (seen.loading() != null) ? seen.loading().to() : null;
		if (next != null && (next.equals(target) || switcher.isSame(next, target))) {
			return Meaning.LOADING;
		}
		return switcher.isServed(target) ? Meaning.SERVED : Meaning.OTHER;
	}

	private static Throwable refusal(ShimmyException failure) {
		return switch (failure.code()) {
			case MODEL_NOT_FOUND, INVALID_CONFIGURATION -> RequestException.unknownModel(failure);
			default -> failure;
		};
	}

	private synchronized Seen seen() {
		return new Seen(this.models.name(), this.current);
	}

	/**
	 * Lets a request in, which from now on keeps the model.
	 * @param wish what it wants
	 * @return its stay, to be closed
	 * @throws ShimmyException MODEL_IN_USE if another model is served and requests are
	 * under way, or if another one is being loaded; OVERLOADED if too many requests wait
	 * for a model; status 404 if the name is not served any more
	 * @throws StaleWishException if the wish has to be found out again
	 */
	synchronized Stay enter(Wish wish) {
		if (wish.target() != null && !wish.seen().equals(seen())) {
			throw new StaleWishException();
		}
		Loading present = this.current;
		return switch (wish.meaning()) {
			case SERVED -> enterServed(wish);
			case LOADING -> stay(wish, present, true);
			case OTHER -> {
				if (present != null) {
					throw beingLoaded(wish, present);
				}
				yield stay(wish, begin(Objects.requireNonNull(wish.target())), true);
			}
		};
	}

	private Stay enterServed(Wish wish) {
		Loading present = this.current;
		if (wish.target() != null || wish.asked().equals(this.models.name())) {
			// The new server has its model's name while it still starts.
			boolean isAwaited = present != null && wish.target() == null
					&& wish.asked().equals(Objects.requireNonNull(present.to()).name());
			if (present != null && !isAwaited) {
				throw beingLoaded(wish, present);
			}
			return stay(wish, awaited(), isAwaited);
		}
		this.models.require(wish.asked());
		return stay(wish, awaited(), false);
	}

	private Stay stay(Wish wish, @Nullable Loading awaited, boolean needsIt) {
		if (awaited != null) {
			awaited.enter(wish.caller(), needsIt, this.most);
		}
		this.underWay++;
		return new Stay(wish.caller(), awaited, needsIt);
	}

	/** The load for which nobody should have to come again; null if there is none. */
	private @Nullable Loading awaited() {
		if (this.current != null || this.switcher == null) {
			return this.current;
		}
		if (this.arrival == null || this.arrival.isDone()) {
			this.arrival = this.switcher.arrival().map((end) -> loading(null, end)).orElse(null);
		}
		return this.arrival;
	}

	private Loading loading(@Nullable ModelReference to, CompletableFuture<?> end) {
		this.loads++;
		return new Loading(to, end);
	}

	private static ShimmyException beingLoaded(Wish wish, Loading present) {
		return new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
				"The model '%s' cannot be served now: the model '%s' is being loaded for another request"
					.formatted(wish.asked(), Objects.requireNonNull(present.to()).name()));
	}

	private Loading begin(ModelReference to) {
		if (this.underWay > 0) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
					"The model '%s' cannot be loaded now: the model '%s' is served, with requests under way or waiting: %d"
						.formatted(to.shown(), this.models.name(), this.underWay));
		}
		ModelSwitcher present = Objects.requireNonNull(this.switcher, "a wish for another model needs a switcher");
		CompletableFuture<?> end = present.switchTo(to);
		Loading begun = loading(to, end);
		this.current = begun;
		end.whenComplete((ignored, failure) -> end(begun));
		return begun;
	}

	private synchronized void end(Loading ended) {
		if (this.current == ended) {
			this.current = null;
		}
	}

	/**
	 * Waits until no model was loaded for a time.
	 * @param time the time
	 * @param timer tells its end
	 * @return emits at its end
	 */
	Mono<Long> quiet(Duration time, Scheduler timer) {
		return Mono.defer(() -> {
			Loading present;
			int before;
			synchronized (this) {
				present = awaited();
				before = this.loads;
			}
			Mono<Void> loaded = (present != null) ? present.ended().onErrorComplete() : Mono.empty();
			return loaded.then(Mono.delay(time, timer)).filter((tick) -> !hasLoadedSince(before));
		}).repeatWhenEmpty((again) -> again);
	}

	private synchronized boolean hasLoadedSince(int before) {
		awaited();
		return this.loads != before;
	}

	private synchronized void leave(Stay stay) {
		this.underWay--;
		Loading awaited = stay.awaited;
		if (awaited != null && awaited.leave(stay.caller, stay.needsIt) && this.switcher != null) {
			this.switcher.abandon();
		}
	}

	/** The model of a wish, compared with what is served. */
	enum Meaning {

		/** The served model, maybe in other words. */
		SERVED,

		/** The model that is being loaded. */
		LOADING,

		/** Neither. */
		OTHER

	}

	/**
	 * The state in which a wish was found out.
	 *
	 * @param name name of the served model
	 * @param loading the switch under way, or null
	 */
	private record Seen(String name, @Nullable Loading loading) {
	}

	/**
	 * The model that a request wants.
	 *
	 * @param asked name in the request; empty means the served model
	 * @param caller who sends the request
	 * @param target the wanted model; null if its name is among those of the served one
	 * @param meaning which model that is
	 * @param seen what was served then
	 */
	record Wish(String asked, Caller caller, @Nullable ModelReference target, Meaning meaning, Seen seen) {
	}

	/** Another model is served, or being loaded, than when a wish was found out. */
	static final class StaleWishException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	/** The time in which a request keeps the model. */
	final class Stay implements AutoCloseable {

		private final Caller caller;

		private final @Nullable Loading awaited;

		private final boolean needsIt;

		private boolean closed;

		/**
		 * Begins.
		 * @param caller who sends the request
		 * @param awaited the switch or the download that comes first, or null
		 * @param needsIt whether the request fails with it; another one is answered by
		 * the model that is served then
		 */
		private Stay(Caller caller, @Nullable Loading awaited, boolean needsIt) {
			this.caller = caller;
			this.awaited = awaited;
			this.needsIt = needsIt;
		}

		/** Whether the request can go on at once. */
		boolean isReady() {
			return this.awaited == null || this.awaited.hasSucceeded();
		}

		/** Completes when the request can go on; fails if its model cannot be served. */
		Mono<Void> ready() {
			if (this.awaited == null) {
				return Mono.empty();
			}
			Mono<Void> end = this.awaited.ended().onErrorMap(ShimmyException.class, ModelChoice::refusal);
			return this.needsIt ? end : end.onErrorComplete();
		}

		/** The reason for the wait, in a line of words; empty if there is no wait. */
		String activity() {
			ModelSwitcher present = ModelChoice.this.switcher;
			return (this.awaited == null || present == null) ? "" : present.activity();
		}

		@Override
		public void close() {
			if (!this.closed) {
				this.closed = true;
				leave(this);
			}
		}

	}

}
