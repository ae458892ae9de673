package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.github.shimmy4j.gateway.admission.FairUses;
import io.github.shimmy4j.gateway.admission.Place;
import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.UseSource;
import reactor.util.context.ContextView;

/** Admits the requests of all callers to one server, in turn. */
public final class Turns {

	/**
	 * A patient request waits 15 times the limit: reading the prompts before it takes
	 * minutes each on a CPU.
	 */
	private static final int PATIENT_WAIT = 15;

	/**
	 * Part of the wait for the caller's rate. A request whose rate allows it only just
	 * before the limit would find no free server.
	 */
	private static final int PART_FOR_THE_RATE = 6;

	private final FairUses uses;

	private final Duration limit;

	private final LongSupplier nanoTime;

	private final boolean patient;

	/**
	 * Admits nobody yet.
	 * @param uses the server, shared by its callers
	 * @param limit longest wait of a request
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public Turns(FairUses uses, Duration limit, LongSupplier nanoTime) {
		this(uses, limit, nanoTime, false);
	}

	private Turns(FairUses uses, Duration limit, LongSupplier nanoTime, boolean patient) {
		this.uses = uses;
		this.limit = limit;
		this.nanoTime = nanoTime;
		this.patient = patient;
	}

	/**
	 * The same for clients that rather wait in a long queue, or for their rate, than come
	 * again.
	 */
	public Turns patient() {
		return new Turns(this.uses, this.limit.multipliedBy(PATIENT_WAIT), this.nanoTime, true);
	}

	/** The caller of the request to which a context belongs. */
	public static Caller caller(ContextView context) {
		return context.hasKey(Caller.class) ? context.get(Caller.class) : Caller.ANONYMOUS;
	}

	/**
	 * The admission of one caller.
	 * @param caller who sends the request
	 * @param model name of the model that answers it
	 * @throws RequestException with status 403 if the caller may not use the model
	 */
	Admission of(Caller caller, String model) {
		if (!caller.limits().allows(model)) {
			throw RequestException.http(403, "model_not_allowed", "%s may not use the model '%s'; allowed are: %s"
				.formatted(caller, model, String.join(", ", caller.limits().models())));
		}
		return admission(this.patient ? this.uses.ofPatient(caller, this.limit.dividedBy(PART_FOR_THE_RATE))
				: this.uses.of(caller));
	}

	/** The admission of a request again that had a turn, but was not sent. */
	Admission repeated(Admission admission) {
		return admission(this.uses.repeated(admission.source()));
	}

	private Admission admission(UseSource source) {
		return new Admission(source, this.limit, AdmissionListener.NONE, this.nanoTime);
	}

	/** Place of a request that waits; empty once its turn has come. */
	Optional<Place> place(Exchange exchange) {
		return this.uses.place(exchange.use());
	}

}
