package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.shimmy4j.gateway.upstream.UpstreamAnswer;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The facts about one request for the log, the metrics and the inspector. They travel in
 * the context of the request's chain. The steps of a request write it one after the
 * other, on several threads.
 */
public final class RequestTrace {

	private final LongSupplier nanoTime;

	private final long began;

	private volatile @Nullable String caller;

	private volatile @Nullable String model;

	private volatile boolean stream;

	private volatile @Nullable Long asked;

	private volatile @Nullable Long granted;

	private volatile @Nullable Sent sent;

	private volatile boolean answered;

	private volatile Usage usage = Usage.UNKNOWN;

	private volatile @Nullable Duration firstToken;

	private volatile @Nullable Failure failure;

	/**
	 * A request that begins now.
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public RequestTrace(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.began = nanoTime.getAsLong();
	}

	/**
	 * The trace of the request to which a context belongs; a new one if there is none.
	 */
	public static RequestTrace of(ContextView context) {
		return context.hasKey(RequestTrace.class) ? context.get(RequestTrace.class)
				: new RequestTrace(System::nanoTime);
	}

	/** A context with this trace. */
	public Context in(Context context) {
		return context.put(RequestTrace.class, this);
	}

	/**
	 * The caller's key was accepted.
	 * @param label label of the key
	 */
	public void calledBy(String label) {
		this.caller = label;
	}

	void asks(String model, boolean stream) {
		this.asked = this.nanoTime.getAsLong();
		this.stream = stream;
		this.model = model;
	}

	void granted() {
		this.granted = this.nanoTime.getAsLong();
	}

	/**
	 * The request was sent, and its answer tells about itself as it arrives.
	 * @param answer the answer
	 * @param incremental whether the server sends its tokens one by one
	 */
	void sent(UpstreamAnswer answer, boolean incremental) {
		this.sent = new Sent(this.nanoTime.getAsLong(), answer, incremental);
	}

	void answered(Usage usage, @Nullable Duration firstToken) {
		this.usage = usage;
		this.firstToken = firstToken;
		this.answered = true;
	}

	/** The client was told a failure. */
	public void failed(Failure failure) {
		this.failure = failure;
	}

	/** Label of the caller's key; null if it needed none. */
	public @Nullable String caller() {
		return this.caller;
	}

	/**
	 * Name of the model as the client gave it, without secrets of an address; null if it
	 * asked for no generation.
	 */
	public @Nullable String model() {
		return this.model;
	}

	/** Whether the client asked for a streamed answer. */
	public boolean isStream() {
		return this.stream;
	}

	/** Whether it waits for a server or for one of its slots. */
	public boolean isWaiting() {
		return this.model != null && this.granted == null && this.failure == null;
	}

	/** Whether a server was granted to it. */
	public boolean isGranted() {
		return this.granted != null;
	}

	/** Time since the request began. */
	public Duration elapsed() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.began);
	}

	/**
	 * Time that it has waited for a server and one of its slots; null if none was
	 * granted.
	 */
	public @Nullable Duration queued() {
		Long from = this.asked;
		Long until = this.granted;
		return (from != null && until != null) ? Duration.ofNanos(until - from) : null;
	}

	/** Time from its beginning to the first token; null if none came. */
	public @Nullable Duration firstToken() {
		Sent request = this.sent;
		Duration first = firstTokenAfterSending();
		return (request != null && first != null) ? first.plusNanos(request.at() - this.began) : first;
	}

	private @Nullable Duration firstTokenAfterSending() {
		Sent request = this.sent;
		return (request != null && !this.answered) ? request.answer().firstToken() : this.firstToken;
	}

	/**
	 * Mean time between two tokens after the first; null if the server does not send them
	 * one by one, or has sent fewer than two.
	 */
	public @Nullable Duration perToken() {
		Sent request = this.sent;
		Duration first = firstTokenAfterSending();
		long later = usage().completionTokens() - 1;
		if (request == null || !request.incremental() || first == null || later < 1) {
			return null;
		}
		Duration writing = request.answer().received().minus(first);
		return writing.isNegative() ? null : writing.dividedBy(later);
	}

	/** Whether the client got a whole answer of the model. */
	public boolean isAnswered() {
		return this.answered;
	}

	/** Tokens that the server has counted so far. */
	public Usage usage() {
		Sent request = this.sent;
		return (request != null && !this.answered) ? request.answer().usage() : this.usage;
	}

	/** The failure that the client was told; null if nothing failed so far. */
	public @Nullable Failure failure() {
		return this.failure;
	}

	/** A request to the server, and when it was sent. */
	private record Sent(long at, UpstreamAnswer answer, boolean incremental) {
	}

}
