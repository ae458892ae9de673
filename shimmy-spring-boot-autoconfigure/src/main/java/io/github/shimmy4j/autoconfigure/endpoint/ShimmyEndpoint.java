package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.report.PropertyKeys;
import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.doctor.Diagnosis;
import io.github.shimmy4j.doctor.Doctor;
import io.github.shimmy4j.doctor.Finding;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The endpoint {@code shimmy}: what the sidecar does, how it came to it, and what the
 * server wrote last. Starting and stopping it needs
 * {@code management.endpoint.shimmy.access=unrestricted}, since it does so for everybody.
 * What changes something is an operation of the extensions for HTTP and JMX alone: here,
 * Spring Boot would offer it over HTTP too, and demand no content type.
 */
@Endpoint(id = "shimmy", defaultAccess = Access.READ_ONLY)
public final class ShimmyEndpoint {

	private static final String DOCTOR = "doctor";

	private final ShimmySidecar sidecar;

	private final Doctor doctor;

	private final @Nullable StartDecision decision;

	ShimmyEndpoint(ShimmySidecar sidecar, Doctor doctor, @Nullable StartDecision decision) {
		this.sidecar = sidecar;
		this.doctor = doctor;
		this.decision = decision;
	}

	/**
	 * What is true now.
	 * @return the snapshot, the last 50 transitions and the end of the output
	 */
	@ReadOperation
	public Description shimmy() {
		return new Description(details(), this.sidecar.phaseChanges(), this.sidecar.outputTail());
	}

	/**
	 * What stands in the way of a server. May run programs and so take half a minute,
	 * which is why the plain read does not ask.
	 * @param part {@code doctor}
	 * @return the findings; null, and over HTTP status 404, for any other name
	 */
	@ReadOperation
	public @Nullable Examination look(@Selector String part) {
		return part.equals(DOCTOR) ? Examination.of(this.doctor.examine()) : null;
	}

	/**
	 * Starts, stops or restarts the server, without waiting for a whole start or stop.
	 * @param action {@code start}, {@code stop} or {@code restart}
	 * @return the snapshot once the action has begun
	 * @throws InvalidEndpointRequestException if there is no such action
	 */
	Map<String, Object> act(String action) {
		SidecarAction.named(action)
			.orElseThrow(() -> new InvalidEndpointRequestException(SidecarAction.refusal(action),
					SidecarAction.refusal(action)))
			.begin(this.sidecar);
		return details();
	}

	/**
	 * Has the server serve another model, without waiting for the whole switch.
	 * @param model name of the model to switch to, of the catalog or of a file in the
	 * models directory
	 * @return the snapshot, once the present server is being replaced or the model is
	 * being fetched
	 * @throws InvalidEndpointRequestException if it is not a name; nothing is looked up
	 * then
	 * @throws ShimmyException if the switch failed by then
	 */
	Map<String, Object> switchTo(String model) {
		ModelName.refusal(model).ifPresent((refusal) -> {
			throw new InvalidEndpointRequestException(refusal, refusal);
		});
		SidecarAction.switchTo(ModelReference.parse(model)).begin(this.sidecar).ifPresent((failure) -> {
			throw failure;
		});
		return details();
	}

	private Map<String, Object> details() {
		return SidecarDetails.of(this.sidecar.snapshot(), this.decision);
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

	/**
	 * What the doctor found.
	 *
	 * @param status the worst of the findings
	 * @param findings one for each check
	 */
	public record Examination(Finding.Status status, List<Check> findings) implements OperationResponseBody {

		static Examination of(Diagnosis diagnosis) {
			return new Examination(diagnosis.status(), diagnosis.findings().stream().map(Check::of).toList());
		}

	}

	/**
	 * What one check of the doctor found.
	 *
	 * @param check what was looked at
	 * @param status how bad it is
	 * @param message what was found
	 * @param remedy what mends it, with the keys of properties; empty if nothing is to be
	 * mended
	 */
	public record Check(String check, Finding.Status status, String message, String remedy) {

		static Check of(Finding finding) {
			return new Check(finding.check(), finding.status(), finding.message(),
					finding.remedy().text(PropertyKeys::of));
		}

	}

}
