package io.github.shimmy4j.autoconfigure.shared;

import java.nio.file.Files;

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
	static final SharedModel SERVED = new SharedModel("", "default");

	/**
	 * Finds the model of chats.
	 * @param chatModel value of {@code shimmy.chat.model}, or null
	 * @param model value of {@code shimmy.model} if it was set, else null: the daemon's
	 * own choice is better than a default that it would have to load
	 */
	static SharedModel of(@Nullable String chatModel, @Nullable String model) {
		if (chatModel != null) {
			return named(chatModel);
		}
		if (model == null) {
			return SERVED;
		}
		ModelReference reference = ModelReference.parse(model);
		return new SharedModel(asked(model, reference), reference.name());
	}

	/**
	 * The daemon has another working directory. A bare name that is no file here may be
	 * in the daemon's directory of models, as in an application with its own server.
	 */
	private static String asked(String model, ModelReference reference) {
		if (!(reference instanceof ModelReference.File file)) {
			return model;
		}
		boolean here = file.path().getNameCount() > 1 || Files.exists(file.path());
		return here ? file.path().toAbsolutePath().normalize().toString() : model;
	}

	/** Both names are the same. */
	static SharedModel named(String name) {
		return new SharedModel(name, name);
	}

}
