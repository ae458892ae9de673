package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Map;

import io.github.shimmy4j.autoconfigure.shared.SharedDaemon;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code shimmy} of an application that shares the daemon's server: what the
 * daemon says about it. The server is not this application's, so that nothing can be
 * started or stopped here; the extension for HTTP says so.
 */
@Endpoint(id = "shimmy", defaultAccess = Access.READ_ONLY)
public final class DaemonEndpoint {

	private final SharedDaemon daemon;

	DaemonEndpoint(SharedDaemon daemon) {
		this.daemon = daemon;
	}

	/**
	 * Asks the daemon; starts nothing.
	 * @return its answer, or why there is no daemon
	 */
	@ReadOperation
	public Description shimmy() {
		return new Description(this.daemon.status().details());
	}

	/**
	 * The answer of the plain read.
	 *
	 * @param snapshot values by name, as health shows them
	 */
	public record Description(Map<String, Object> snapshot) implements OperationResponseBody {
	}

}
