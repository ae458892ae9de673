package io.github.shimmy4j.autoconfigure.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarListener;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A sidecar as one context has it: when the context is done with it, nothing of the
 * context listens to it any more, and it is kept for the next context or closed.
 */
final class LeasedSidecar implements ShimmySidecar {

	private final ShimmySidecar sidecar;

	private final StartDecision decision;

	private final @Nullable Predicate<ShimmySidecar> keeper;

	/** What the context asked for, whatever is switched to later. */
	private final String model;

	private final Set<Runnable> subscriptions = ConcurrentHashMap.newKeySet();

	/**
	 * Leases a sidecar.
	 * @param decision whether the context starts its server
	 * @param keeper keeps it when the context has ended, or says that it will not; null
	 * for one that ends with its context
	 */
	LeasedSidecar(ShimmySidecar sidecar, StartDecision decision, @Nullable Predicate<ShimmySidecar> keeper) {
		this.sidecar = sidecar;
		this.model = sidecar.snapshot().model();
		this.decision = decision;
		this.keeper = keeper;
	}

	/** Whether the context starts the server. */
	StartDecision decision() {
		return this.decision;
	}

	/** Whether the end of the context leaves the server running. */
	boolean isKeepable() {
		return this.keeper != null;
	}

	/** Called when all beans that use it are destroyed. */
	void release() {
		this.subscriptions.forEach(Runnable::run);
		this.subscriptions.clear();
		if (this.keeper == null || !isWorthKeeping() || !this.keeper.test(this.sidecar)) {
			this.sidecar.close();
		}
	}

	/** The next context wants the model of its properties, as after any start. */
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

	/** Asks for a server, which a test that does without one is refused. */
	private <T> CompletableFuture<T> asked(Function<ShimmySidecar, CompletableFuture<T>> request) {
		return isLeftOut() ? CompletableFuture.failedFuture(refusal()) : request.apply(this.sidecar);
	}

	private ShimmySidecar running() {
		if (isLeftOut()) {
			throw refusal();
		}
		return this.sidecar;
	}

	private boolean isLeftOut() {
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
		return asked(ShimmySidecar::start);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> whenReady() {
		return asked(ShimmySidecar::whenReady);
	}

	@Override
	public SidecarSnapshot ensureReady(Duration timeout) {
		return running().ensureReady(timeout);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> stop() {
		return this.sidecar.stop();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> startNow() {
		return asked(ShimmySidecar::startNow);
	}

	@Override
	public void forgetStop() {
		this.sidecar.forgetStop();
	}

	@Override
	public CompletableFuture<SidecarSnapshot> restart() {
		return asked(ShimmySidecar::restart);
	}

	@Override
	public CompletableFuture<SidecarSnapshot> switchModel(ModelReference model) {
		return asked((present) -> present.switchModel(model));
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		return asked(ShimmySidecar::use);
	}

	@Override
	public int port() {
		return running().port();
	}

	@Override
	public ServerEndpoint endpoint() {
		return running().endpoint();
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
