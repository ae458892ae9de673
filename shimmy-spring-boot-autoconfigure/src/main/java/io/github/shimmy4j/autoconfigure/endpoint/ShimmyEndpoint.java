package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.shimmy4j.autoconfigure.report.PropertyKeys;
import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.doctor.Diagnosis;
import io.github.shimmy4j.doctor.Doctor;
import io.github.shimmy4j.doctor.Finding;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The endpoint {@code shimmy}: state of the sidecar, its last transitions, and the last
 * output of the server. Starting and stopping affects all users of the application, so it
 * needs {@code management.endpoint.shimmy.access=unrestricted}. Operations that change
 * something exist in the extensions for HTTP and JMX only: here, Spring Boot would offer
 * them over HTTP without demanding a content type.
 */
@Endpoint(id = "shimmy", defaultAccess = Access.READ_ONLY)
public final class ShimmyEndpoint {

	private static final String DOCTOR = "doctor";

	private final ShimmySidecar sidecar;

	private final Doctor doctor;

	private final @Nullable StartDecision decision;

	private final @Nullable EmbeddingSidecar embedding;

	ShimmyEndpoint(ShimmySidecar sidecar, Doctor doctor, @Nullable StartDecision decision,
			@Nullable EmbeddingSidecar embedding) {
		this.sidecar = sidecar;
		this.doctor = doctor;
		this.decision = decision;
		this.embedding = embedding;
	}

	/**
	 * Describes the sidecars.
	 * @return the snapshot, the last 50 transitions and the end of the output
	 */
	@ReadOperation
	public Description shimmy() {
		return new Description(details(), this.sidecar.phaseChanges(), this.sidecar.outputTail(),
				(this.embedding != null) ? Server.of(this.embedding) : null);
	}

	/**
	 * Examines what may prevent a server from running. Not part of the plain read, since
	 * it may run programs and take half a minute.
	 * @param part {@code doctor}
	 * @return the findings; null, over HTTP status 404, for any other name
	 */
	@ReadOperation
	public @Nullable Examination look(@Selector String part) {
		return part.equals(DOCTOR) ? Examination.of(this.doctor.examine()) : null;
	}

	/** Starts, stops or restarts the server, and returns once that has begun. */
	Map<String, Object> act(String action) {
		SidecarAction.named(action).orElseThrow(() -> invalid(SidecarAction.refusal(action))).begin(this.sidecar);
		return details();
	}

	/**
	 * Switches to another model, and returns once the server is being replaced or the
	 * model is being downloaded.
	 * @throws InvalidEndpointRequestException if the name is not allowed
	 * @throws ShimmyException if the switch failed by then
	 */
	Map<String, Object> switchTo(String model) {
		ModelName.refusal(model).ifPresent((refusal) -> {
			throw invalid(refusal);
		});
		SidecarAction.switchTo(ModelReference.parse(model)).begin(this.sidecar).ifPresent((failure) -> {
			throw failure;
		});
		return details();
	}

	private static InvalidEndpointRequestException invalid(String refusal) {
		return new InvalidEndpointRequestException(refusal, refusal);
	}

	private Map<String, Object> details() {
		return SidecarDetails.of(this.sidecar.snapshot(), this.decision);
	}

	/**
	 * The answer of the plain read.
	 *
	 * @param snapshot values by name, as health shows them
	 * @param transitions the last 50 moves from phase to phase, oldest first
	 * @param output the last lines that the current server wrote, oldest first
	 * @param embedding the same of the embedding model's server; null if there is none
	 */
	public record Description(Map<String, Object> snapshot, List<PhaseChange> transitions, List<String> output,
			@Nullable Server embedding) implements OperationResponseBody {
	}

	/**
	 * The server of the embedding model.
	 *
	 * @param snapshot as of {@link Description}
	 * @param transitions as of {@link Description}
	 * @param output as of {@link Description}
	 */
	public record Server(Map<String, Object> snapshot, List<PhaseChange> transitions, List<String> output) {

		static Server of(EmbeddingSidecar embedding) {
			ShimmySidecar sidecar = embedding.sidecar();
			return new Server(SidecarDetails.of(sidecar.snapshot(), embedding.decision()), sidecar.phaseChanges(),
					sidecar.outputTail());
		}

	}

	/**
	 * The findings of the doctor.
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
	 * The finding of one check of the doctor.
	 *
	 * @param check name of the check
	 * @param status how bad the finding is
	 * @param message the finding
	 * @param remedy instruction with keys of properties; empty if nothing is wrong
	 */
	public record Check(String check, Finding.Status status, String message, String remedy) {

		static Check of(Finding finding) {
			return new Check(finding.check(), finding.status(), finding.message(),
					finding.remedy().text(PropertyKeys::of));
		}

	}

	/**
	 * Checks names of models in requests: names of the catalog, or of files in the models
	 * directory. Paths and addresses are refused, because a request with one could read
	 * any file or download anything.
	 */
	static final class ModelName {

		static final String PARAMETER = "model";

		static final String ALLOWED = "letters and digits of any language, spaces and ( ) + , - . = @ [ ] _, "
				+ PrintableText.NAME_LENGTH + " at most, without '..', without a dot or a space at the beginning, and "
				+ "without a space or '.gguf' at the end";

		/** Lists what is allowed, since a list of what is forbidden is never complete. */
		private static final Pattern FORM = Pattern
			.compile("(?![. ])(?!.*\\.\\.)(?!.*\\.(?i:gguf)$)[\\p{L}\\p{M}\\p{N} ()+,\\-.=@\\[\\]_]{1,"
					+ PrintableText.NAME_LENGTH + "}(?<! )");

		private ModelName() {
		}

		/** Why a text is not the name of a model; empty if it is one. */
		static Optional<String> refusal(String text) {
			return FORM.matcher(text).matches() ? Optional.empty()
					: Optional.of("'%s' is '%s', which is not the name of a model; allowed are %s".formatted(PARAMETER,
							PrintableText.of(text, PrintableText.NAME_LENGTH), ALLOWED));
		}

	}

}
