package io.github.shimmy4j.autoconfigure.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarListener;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The sidecar of one context. When the context has ended, its listeners are removed, and
 * the sidecar behind this is kept for the next context or closed.
 */
final class LeasedSidecar implements ShimmySidecar {

	private final ShimmySidecar sidecar;

	private final StartDecision decision;

	private final @Nullable Predicate<ShimmySidecar> keeper;

	/** The model of the context's properties; a later switch does not change it. */
	private final String model;

	private final Set<Runnable> subscriptions = ConcurrentHashMap.newKeySet();

	/**
	 * Leases a sidecar.
	 * @param decision whether the context starts its server
	 * @param keeper keeps it after the context, or returns false; null never keeps it
	 */
	LeasedSidecar(ShimmySidecar sidecar, StartDecision decision, @Nullable Predicate<ShimmySidecar> keeper) {
		this.sidecar = sidecar;
		this.model = sidecar.snapshot().model();
		this.decision = decision;
		this.keeper = keeper;
	}

	StartDecision decision() {
		return this.decision;
	}

	/** Whether the end of the context leaves the server running. */
	boolean isKeepable() {
		return this.keeper != null;
	}

	/** The destroy method: all beans that use the sidecar are destroyed by then. */
	void release() {
		this.subscriptions.forEach(Runnable::run);
		this.subscriptions.clear();
		if (this.keeper == null || !isWorthKeeping() || !this.keeper.test(this.sidecar)) {
			this.sidecar.close();
		}
	}

	/** After a switch of the model, the next context would not get its own model. */
	private boolean isWorthKeeping() {
		SidecarSnapshot now = this.sidecar.snapshot();
		if (now.nextModel() != null || !now.model().equals(this.model)) {
			return false;
		}
		return switch (now.phase()) {
			case STARTING, READY, BACKING_OFF -> true;
			case STOPPED, STOPPING, FAILED, CLOSED -> false;
		};
	}

	/** Requests a server; refused in a test that skips it. */
	private <T> CompletableFuture<T> request(Function<ShimmySidecar, CompletableFuture<T>> call) {
		return isSkipped() ? CompletableFuture.failedFuture(refusal()) : call.apply(this.sidecar);
	}

	private ShimmySidecar unlessSkipped() {
		if (isSkipped()) {
			throw refusal();
		}
		return this.sidecar;
	}

	private boolean isSkipped() {
		return this.decision.outcome() == StartDecision.Outcome.SKIP;
	}

	private ShimmyException refusal() {
		return new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The sidecar does not run: " + this.decision.reason());
	}

	@Override
	public Runnable addListener(SidecarListener listener) {
		Runnable subscription = this.sidecar.addListener(listener);
		this.subscriptions.add(subscription);
		return () -> {
			this.subscriptions.remove(subscription);
			subscription.run();
		};
	}

	@Override
	public CompletableFuture<SidecarSnapshot> start() {
		return request(ShimmySidecar::start);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> whenReady() {
		return request(ShimmySidecar::whenReady);
	}

	@Override
	public SidecarSnapshot ensureReady(Duration timeout) {
		return unlessSkipped().ensureReady(timeout);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> stop() {
		return this.sidecar.stop();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> startNow() {
		return request(ShimmySidecar::startNow);
	}

	@Override
	public void forgetStop() {
		this.sidecar.forgetStop();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> restart() {
		return request(ShimmySidecar::restart);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> switchModel(ModelReference model) {
		return request((sidecar) -> sidecar.switchModel(model));
	}

	@Override
	public void abandonSwitch() {
		this.sidecar.abandonSwitch();
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		return request(ShimmySidecar::use);
	}

	@Override
	public int port() {
		return unlessSkipped().port();
	}

	@Override
	public ServerEndpoint endpoint() {
		return unlessSkipped().endpoint();
	}

	@Override
	public Optional<ExpectedServer> expectedServer() {
		return this.sidecar.expectedServer();
	}

	@Override
	public SidecarSnapshot snapshot() {
		return this.sidecar.snapshot();
	}

	@Override
	public List<PhaseChange> phaseChanges() {
		return this.sidecar.phaseChanges();
	}

	@Override
	public List<String> outputTail() {
		return this.sidecar.outputTail();
	}

	@Override
	public void close() {
		this.sidecar.close();
	}

}
