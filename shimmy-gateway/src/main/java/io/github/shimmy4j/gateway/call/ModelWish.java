package io.github.shimmy4j.gateway.call;

import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * The model that a request wants.
 *
 * @param asked name in the request; empty means the served model
 * @param caller who sends the request
 * @param target the wanted model; null if its name is among those of the served one
 * @param meaning which model that is
 * @param seen what was served when that was found out
 */
record ModelWish(String asked, Caller caller, @Nullable ModelReference target, Meaning meaning, Seen seen) {

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
	record Seen(String name, @Nullable Loading loading) {
	}

	/** Another model is served, or being loaded, than when a wish was found out. */
	static final class StaleWishException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
