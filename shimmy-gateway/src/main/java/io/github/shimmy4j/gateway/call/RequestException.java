package io.github.shimmy4j.gateway.call;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.ShownAddress;
import org.jspecify.annotations.Nullable;

/** The gateway itself refuses a request. */
public final class RequestException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private final String errorCode;

	private final @Nullable String param;

	private RequestException(ShimmyErrorCode code, int status, String errorCode, String message,
			@Nullable String param) {
		super(code, message);
		this.status = status;
		this.errorCode = errorCode;
		this.param = param;
	}

	/**
	 * No served model has this name.
	 * @param name name in the request
	 * @param known names that are served
	 */
	public static RequestException unknownModel(String name, List<String> known) {
		return new RequestException(ShimmyErrorCode.MODEL_NOT_FOUND, 404, "model_not_found",
				"There is no model '%s' here; served are: %s".formatted(ShownAddress.of(name),
						String.join(", ", known)),
				"model");
	}

	/**
	 * No model of this name can be served.
	 * @param reason where it was looked for
	 */
	public static RequestException unknownModel(ShimmyException reason) {
		return new RequestException(ShimmyErrorCode.MODEL_NOT_FOUND, 404, "model_not_found", reason.getMessage(),
				"model");
	}

	/**
	 * The request goes on with something that is not there.
	 * @param errorCode name of the error, for programs
	 * @param param field of the request that names it
	 * @param message what is missing, and why it may be
	 */
	public static RequestException missing(String errorCode, String param, String message) {
		return new RequestException(ShimmyErrorCode.REQUEST_REJECTED, 400, errorCode, message, param);
	}

	/**
	 * The request breaks a rule of HTTP or of the gateway's door.
	 * @param status its HTTP status
	 * @param errorCode name of the error, for programs
	 * @param message the rule and how it was broken
	 */
	public static RequestException http(int status, String errorCode, String message) {
		return new RequestException(ShimmyErrorCode.REQUEST_REJECTED, status, errorCode, message, null);
	}

	int status() {
		return this.status;
	}

	String errorCode() {
		return this.errorCode;
	}

	@Nullable String param() {
		return this.param;
	}

}
