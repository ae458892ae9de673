package io.github.shimmy4j.autoconfigure.chat.transport;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * A request for another model than the served one. It is refused before it is sent:
 * {@code llama-server} would answer it with the model that it has.
 */
public final class UnknownModel {

	private UnknownModel() {
	}

	/**
	 * The refusal of a request.
	 * @param asked name in the request's option {@code model}
	 * @param served name of the served model
	 * @return MODEL_NOT_FOUND
	 */
	public static ShimmyException failure(String asked, String served) {
		return new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND,
				"The option 'model' of the request is '%s'; this server serves '%s' only. Leave the option out, or set it to '%2$s'"
					.formatted(asked, served));
	}

}
