package io.github.shimmy4j.autoconfigure.shared;

import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * The model of the application's requests to the daemon.
 *
 * @param asked name in the requests; empty asks for the model that the daemon serves
 * @param shown name for users of the application
 */
record SharedModel(String asked, String shown) {

	/** For the model that the daemon serves, whichever it is. */
	private static final SharedModel SERVED = new SharedModel("", "default");

	/**
	 * Finds the model.
	 * @param chatModel value of {@code shimmy.chat.model}, or null
	 * @param model value of {@code shimmy.model} if it was set, else null: the daemon's
	 * own choice is better than a default that it would have to load
	 */
	static SharedModel of(@Nullable String chatModel, @Nullable String model) {
		if (chatModel != null) {
			return named(chatModel);
		}
		return (model != null) ? named(absolute(model)) : SERVED;
	}

	/** The server's name of a model is never a secret, so that both are the same. */
	static SharedModel named(String name) {
		return new SharedModel(name, name);
	}

	/** The daemon has another working directory. */
	private static String absolute(String model) {
		boolean path = ModelReference.parse(model) instanceof ModelReference.File file
				&& file.path().getNameCount() > 1;
		return path ? ((ModelReference.File) ModelReference.parse(model)).path().toAbsolutePath().normalize().toString()
				: model;
	}

}
