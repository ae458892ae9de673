package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code shimmy}: what the sidecar does, how it came to it, and what the
 * server wrote last. Starting and stopping it needs
 * {@code management.endpoint.shimmy.access=unrestricted}, since it does so for everybody.
 */
@Endpoint(id = "shimmy", defaultAccess = Access.READ_ONLY)
public final class ShimmyEndpoint {

	private final ShimmySidecar sidecar;

	ShimmyEndpoint(ShimmySidecar sidecar) {
		this.sidecar = sidecar;
	}

	/**
	 * What is true now.
	 * @return the snapshot, the last 50 transitions and the end of the output
	 */
	@ReadOperation
	public Description shimmy() {
		return new Description(SidecarDetails.of(this.sidecar.snapshot()), this.sidecar.phaseChanges(),
				this.sidecar.outputTail());
	}

	/**
	 * Starts, stops or restarts the server, without waiting for a whole start or stop.
	 * @param action {@code start}, {@code stop} or {@code restart}
	 * @return the snapshot once the action has begun
	 * @throws InvalidEndpointRequestException if there is no such action
	 */
	@WriteOperation
	public Map<String, Object> act(@Selector String action) {
		Action asked = Action.named(action)
			.orElseThrow(() -> new InvalidEndpointRequestException(Action.refusal(action), Action.refusal(action)));
		return SidecarDetails.of(asked.begin(this.sidecar));
	}

	/**
	 * Has the server serve another model, without waiting for the whole switch.
	 * @param model what to switch to, as of {@code shimmy.model}
	 * @return the snapshot, once the present server is being replaced or the model is
	 * being fetched
	 * @throws ShimmyException if the switch failed by then
	 */
	Map<String, Object> switchTo(String model) {
		Beginning.await(this.sidecar, (sidecar) -> sidecar.switchModel(model), SidecarEvent.Starting.class::isInstance)
			.ifPresent((failure) -> {
				throw failure;
			});
		return SidecarDetails.of(this.sidecar.snapshot());
	}

	/**
	 * What the endpoint shows.
	 *
	 * @param snapshot what is true now, by name; as health shows it
	 * @param transitions the last 50 moves from phase to phase, oldest first
	 * @param output the last lines that the present server wrote, oldest first
	 */
	public record Description(Map<String, Object> snapshot, List<PhaseChange> transitions,
			List<String> output) implements OperationResponseBody {
	}

}
