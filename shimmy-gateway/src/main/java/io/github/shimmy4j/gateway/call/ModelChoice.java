package io.github.shimmy4j.gateway.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
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

	/** Requests that wait or are answered, and keep the model. */
	private int underWay;

	private @Nullable Switch current;

	/**
	 * Nothing is under way.
	 * @param models names of the served model
	 * @param switcher switches the model; null if no request may
	 */
	public ModelChoice(ServedModels models, @Nullable ModelSwitcher switcher) {
		this.models = models;
		this.switcher = switcher;
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
		if (asked.isEmpty() || this.models.names().contains(asked)) {
			return Mono.just(new Wish(asked, "", null));
		}
		if (present == null || !caller.equals(Caller.OWNER)) {
			return Mono.error(() -> RequestException.unknownModel(asked, this.models.names()));
		}
		return Mono.fromCallable(() -> {
			ModelReference target = ModelReference.parse(asked);
			String served = this.models.name();
			return new Wish(asked, present.isServed(target) ? served : "", target);
		}).subscribeOn(Schedulers.boundedElastic()).onErrorMap(ShimmyException.class, ModelChoice::refusal);
	}

	private static Throwable refusal(ShimmyException failure) {
		return switch (failure.code()) {
			case MODEL_NOT_FOUND, INVALID_CONFIGURATION -> RequestException.unknownModel(failure);
			default -> failure;
		};
	}

	/**
	 * Lets a request in, which from now on keeps the model.
	 * @param wish what it wants
	 * @return its stay, to be closed
	 * @throws ShimmyException MODEL_IN_USE if another model is served and requests are
	 * under way, or if another one is being loaded; status 404 if the name is not served
	 * any more
	 */
	synchronized Stay enter(Wish wish) {
		String name = this.models.name();
		if (wish.target() == null || wish.served().equals(name)) {
			return enterServed(wish, name);
		}
		Switch present = this.current;
		if (present == null) {
			present = begin(wish.target(), name);
		}
		else if (!present.isFor(wish)) {
			throw beingLoaded(wish, present);
		}
		this.underWay++;
		return new Stay(present.end, true);
	}

	private Stay enterServed(Wish wish, String name) {
		boolean named = wish.target() != null || wish.asked().equals(name);
		Switch present = this.current;
		// The new server has its model's name while it still starts.
		boolean awaited = present != null && present.isFor(wish);
		if (present != null && named && !awaited) {
			throw beingLoaded(wish, present);
		}
		if (!named) {
			this.models.require(wish.asked());
		}
		this.underWay++;
		return new Stay((present != null) ? present.end : arrival(), awaited);
	}

	/** The end of a download for which nobody should have to come again; or null. */
	private @Nullable CompletableFuture<?> arrival() {
		return (this.switcher != null) ? this.switcher.arrival().orElse(null) : null;
	}

	private static ShimmyException beingLoaded(Wish wish, Switch present) {
		return new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
				"The model '%s' cannot be served now: the model '%s' is being loaded for another request"
					.formatted(wish.asked(), present.to.name()));
	}

	private Switch begin(ModelReference to, String served) {
		if (this.underWay > 0) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_IN_USE,
					"The model '%s' cannot be loaded now: the model '%s' is served, with requests under way or waiting: %d"
						.formatted(to.shown(), served, this.underWay));
		}
		ModelSwitcher present = this.switcher;
		if (present == null) {
			throw new IllegalStateException("a wish for another model needs a switcher");
		}
		Switch begun = new Switch(to, present);
		this.current = begun;
		begun.end.whenComplete((ignored, failure) -> end(begun));
		return begun;
	}

	private synchronized void end(Switch ended) {
		if (this.current == ended) {
			this.current = null;
		}
	}

	private synchronized void leave() {
		this.underWay--;
	}

	/**
	 * The model that a request wants.
	 *
	 * @param asked name in the request; empty means the served model
	 * @param served name of the served model if the wish is that model in other words;
	 * else empty
	 * @param target the wanted model; null if its name is among those of the served one
	 */
	record Wish(String asked, String served, @Nullable ModelReference target) {
	}

	/** A switch under way. */
	private static final class Switch {

		private final ModelReference to;

		private final CompletableFuture<?> end;

		Switch(ModelReference to, ModelSwitcher switcher) {
			this.to = to;
			this.end = switcher.switchTo(to);
		}

		/** Whether a request wants the model that is being loaded. */
		boolean isFor(Wish wish) {
			ModelReference target = wish.target();
			return this.to.equals(target) || this.to.name().equals((target != null) ? target.name() : wish.asked());
		}

	}

	/** The time in which a request keeps the model. */
	final class Stay implements AutoCloseable {

		private final @Nullable CompletableFuture<?> awaited;

		private final boolean needsIt;

		private boolean closed;

		/**
		 * Begins.
		 * @param awaited end of the switch or the download that comes first, or null
		 * @param needsIt whether the request fails with it; another one is answered by
		 * the model that is served then
		 */
		private Stay(@Nullable CompletableFuture<?> awaited, boolean needsIt) {
			this.awaited = awaited;
			this.needsIt = needsIt;
		}

		/** Whether the request can go on at once. */
		boolean isReady() {
			return this.awaited == null || (this.awaited.isDone() && !this.awaited.isCompletedExceptionally());
		}

		/** Completes when the request can go on; fails if its model cannot be served. */
		Mono<Void> ready() {
			if (this.awaited == null) {
				return Mono.empty();
			}
			Mono<Void> end = Mono.fromFuture(this.awaited, true)
				.then()
				.onErrorMap(CompletionException.class,
						(thrown) -> (thrown.getCause() != null) ? thrown.getCause() : thrown)
				.onErrorMap(ShimmyException.class, ModelChoice::refusal);
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
				leave();
			}
		}

	}

}
