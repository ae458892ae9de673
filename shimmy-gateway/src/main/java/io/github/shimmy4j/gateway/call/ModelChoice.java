package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.ModelWish.Meaning;
import io.github.shimmy4j.gateway.call.ModelWish.Seen;
import io.github.shimmy4j.gateway.call.ModelWish.StaleWishException;
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

	private final int maxWaiting;

	/** Requests that wait or are answered, and keep the model. */
	private int underWay;

	/** The last switch, which may have ended. */
	private @Nullable Loading lastSwitch;

	/** The last download of the served model for a start, or start after a failure. */
	private @Nullable Loading arrival;

	/** Number of all switches, downloads and such starts so far. */
	private int loads;

	/**
	 * Nothing is under way.
	 * @param models names of the served model
	 * @param switcher switches the model; null if no request may
	 * @param maxWaiting number of requests that wait for a model from which on further
	 * ones are refused
	 */
	public ModelChoice(ServedModels models, @Nullable ModelSwitcher switcher, int maxWaiting) {
		this.models = models;
		this.switcher = switcher;
		this.maxWaiting = maxWaiting;
	}

	/**
	 * Finds out which model a request wants. Looks at the disk only for a name that is
	 * not among those of the served model.
	 * @param asked name in the request; empty means the served model
	 * @param caller who sends the request
	 * @return the wish; fails with status 404 if the caller may not ask for this model
	 */
	Mono<ModelWish> wish(String asked, Caller caller) {
		ModelSwitcher present = this.switcher;
		Seen seen = seen();
		if (asked.isEmpty() || this.models.names().contains(asked)) {
			return Mono.just(new ModelWish(asked, caller, null, Meaning.SERVED, seen));
		}
		if (present == null || !caller.equals(Caller.OWNER)) {
			return Mono.error(() -> RequestException.unknownModel(asked, this.models.names()));
		}
		return Mono.fromCallable(() -> {
			ModelReference target = ModelReference.parse(asked);
			return new ModelWish(asked, caller, target, meaning(target, seen, present), seen);
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
		return new Seen(this.models.name(), current());
	}

	/** The switch under way. */
	private @Nullable Loading current() {
		return (this.lastSwitch != null && !this.lastSwitch.isDone()) ? this.lastSwitch : null;
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
	synchronized Stay enter(ModelWish wish) {
		Loading present = current();
		if (wish.target() != null && !wish.seen().equals(new Seen(this.models.name(), present))) {
			throw new StaleWishException();
		}
		return switch (wish.meaning()) {
			case SERVED -> enterServed(wish, present);
			case LOADING -> stay(wish, joined(Objects.requireNonNull(present)), true);
			case OTHER -> {
				if (present != null) {
					throw beingLoaded(wish, present);
				}
				yield stay(wish, begin(Objects.requireNonNull(wish.target())), true);
			}
		};
	}

	private Stay enterServed(ModelWish wish, @Nullable Loading present) {
		if (wish.target() != null || wish.asked().equals(this.models.name())) {
			if (present == null) {
				return stay(wish, startedIfFailed(), false);
			}
			// The new server has its model's name while it still starts.
			if (wish.target() != null || !wish.asked().equals(Objects.requireNonNull(present.to()).name())) {
				throw beingLoaded(wish, present);
			}
			return stay(wish, joined(present), true);
		}
		if (this.switcher != null && wish.caller().equals(Caller.OWNER) && !wish.asked().isEmpty()
				&& !this.models.names().contains(wish.asked())) {
			// It was a name of the model that was served before.
			throw new StaleWishException();
		}
		this.models.require(wish.asked());
		return stay(wish, startedIfFailed(), false);
	}

	private Stay stay(ModelWish wish, @Nullable Loading awaited, boolean needsIt) {
		if (awaited != null) {
			awaited.enter(wish.caller(), needsIt, this.maxWaiting);
		}
		this.underWay++;
		return new Stay(wish.caller(), awaited, needsIt);
	}

	/** The load for which nobody should have to come again; null if there is none. */
	private @Nullable Loading awaited() {
		Loading present = current();
		if (present != null || this.switcher == null) {
			return present;
		}
		if (this.arrival == null || this.arrival.isDone()) {
			this.arrival = this.switcher.arrival().map((end) -> loading(null, end)).orElse(null);
		}
		return this.arrival;
	}

	/** As {@link #awaited}; begins to start a server that has failed. */
	private @Nullable Loading startedIfFailed() {
		Loading present = awaited();
		if (present != null || this.switcher == null) {
			return present;
		}
		this.arrival = this.switcher.startAgain().map((end) -> loading(null, end)).orElse(null);
		return this.arrival;
	}

	private Loading loading(@Nullable ModelReference to, CompletableFuture<?> end) {
		this.loads++;
		return new Loading(to, end);
	}

	private static ShimmyException beingLoaded(ModelWish wish, Loading present) {
		ModelReference target = wish.target();
		String shown = (target != null) ? target.shown() : wish.asked();
		return new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
				"The model '%s' cannot be served now: the model '%s' is being loaded for another request"
					.formatted(shown, Objects.requireNonNull(present.to()).name()));
	}

	private Loading begin(ModelReference to) {
		if (this.underWay > 0) {
			throw inUse(to, this.underWay);
		}
		ModelSwitcher present = Objects.requireNonNull(this.switcher, "a wish for another model needs a switcher");
		Loading begun = loading(to, present.switchTo(to));
		this.lastSwitch = begun;
		return begun;
	}

	private ShimmyException inUse(ModelReference to, int requests) {
		return new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
				"The model '%s' cannot be loaded now: the model '%s' is served, with requests under way or waiting: %d"
					.formatted(to.shown(), this.models.name(), requests));
	}

	/**
	 * The load for one more request that needs its model. A load that was abandoned may
	 * fail for this reason, and is begun again then.
	 */
	private Loading joined(Loading present) {
		if (!present.isAbandoned()) {
			return present;
		}
		CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
		Loading again = loading(present.to(), end);
		this.lastSwitch = again;
		present.end().whenComplete((ignored, failure) -> {
			if (failure == null) {
				end.complete(null);
			}
			else {
				beginAgain(again, failure).whenComplete((served, reason) -> {
					if (reason == null) {
						end.complete(null);
					}
					else {
						end.completeExceptionally(reason);
					}
				});
			}
		});
		return again;
	}

	private synchronized CompletableFuture<?> beginAgain(Loading again, Throwable failure) {
		ModelReference to = Objects.requireNonNull(again.to());
		int others = this.underWay - again.waiting();
		if (again.isAbandoned() || this.switcher == null) {
			return CompletableFuture.failedFuture(failure);
		}
		// Requests that named no model have waited for the abandoned load only.
		return (others > 0) ? CompletableFuture.failedFuture(inUse(to, others)) : this.switcher.switchTo(to);
	}

	/**
	 * Waits until no model was loaded for a time.
	 * @param time the time
	 * @param timer tells its end
	 * @return emits at its end
	 */
	Mono<Long> untilNoLoadFor(Duration time, Scheduler timer) {
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
		// Counts a download that has begun meanwhile.
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
