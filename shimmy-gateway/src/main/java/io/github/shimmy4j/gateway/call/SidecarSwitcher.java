package io.github.shimmy4j.gateway.call;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Switches the model of our own sidecar. */
public final class SidecarSwitcher implements ModelSwitcher {

	private final ShimmySidecar sidecar;

	private final ModelRegistry registry;

	private final Supplier<String> transfer;

	private final FailedServer failed;

	/** The model that was served last, to which a failed switch goes back. */
	private volatile ModelReference lastServed;

	/** The last look at the disk, since an application asks for the same model again. */
	private volatile @Nullable Known known;

	/**
	 * Switches nothing yet.
	 * @param sidecar the sidecar
	 * @param configured the model of the settings
	 * @param registry finds models
	 * @param transfer how far the download of a model is, as a clause; empty if there is
	 * none
	 * @param clock tells for how long the server has failed
	 */
	public SidecarSwitcher(ShimmySidecar sidecar, ModelReference configured, ModelRegistry registry,
			Supplier<String> transfer, InstantSource clock) {
		this.sidecar = sidecar;
		this.lastServed = configured;
		this.registry = registry;
		this.transfer = transfer;
		this.failed = new FailedServer(sidecar, clock);
	}

	@Override
	public boolean isServed(ModelReference model) {
		ModelFile served = this.sidecar.expectedServer().map(ExpectedServer::model).orElse(null);
		if (served == null) {
			// No launch has found the file yet. Two models may have one name.
			ModelReference next = this.lastServed;
			return next.name().equals(this.sidecar.snapshot().model()) && isSame(model, next);
		}
		Known last = this.known;
		if (last != null && last.model().equals(model) && last.served().equals(served.path())) {
			return last.same();
		}
		boolean same = identity(model).equals(served.path());
		this.known = new Known(model, served.path(), same);
		return same;
	}

	@Override
	public boolean isSame(ModelReference one, ModelReference other) {
		return one.equals(other) || identity(one).equals(identity(other));
	}

	/** The file of a model, or what would have to be downloaded. */
	private Object identity(ModelReference model) {
		ModelLocation location = this.registry.locate(model);
		ModelLocation here = this.sidecar.expectedServer()
			.map(ExpectedServer::capabilities)
			// Another server may run what the present one cannot.
			.filter((server) -> location.objection(server).isEmpty())
			.map(location::on)
			.orElse(location);
		if (here instanceof ModelLocation.Present present) {
			return present.file().path();
		}
		return (here instanceof ModelLocation.Variants variants) ? variants.name() : here;
	}

	@Override
	public CompletableFuture<SidecarSnapshot> switchTo(ModelReference model) {
		ModelReference before = this.lastServed;
		return this.sidecar.switchModel(model)
			.thenCompose((now) -> running(now, () -> startOrGoBack(before)))
			.thenApply((now) -> {
				this.lastServed = model;
				return now;
			});
	}

	private static boolean isWithoutServer(SidecarSnapshot now) {
		return now.phase() == Phase.FAILED || now.phase() == Phase.STOPPED;
	}

	private static CompletableFuture<SidecarSnapshot> running(SidecarSnapshot now,
			Supplier<CompletableFuture<SidecarSnapshot>> start) {
		return isWithoutServer(now) ? start.get() : CompletableFuture.completedFuture(now);
	}

	/**
	 * Starts the model of the last switch, which without a server only says what the next
	 * start serves. Goes back to another model if it does not start: a switch of a
	 * running server does so by itself.
	 */
	private CompletableFuture<SidecarSnapshot> startOrGoBack(ModelReference before) {
		return this.sidecar.start()
			.handle((now, failure) -> (failure == null) ? CompletableFuture.completedFuture(now)
					: goBack(before, failure))
			.thenCompose(Function.identity());
	}

	private CompletableFuture<SidecarSnapshot> goBack(ModelReference before, Throwable failure) {
		if (this.sidecar.snapshot().phase() != Phase.FAILED) {
			return CompletableFuture.failedFuture(failure);
		}
		return this.sidecar.switchModel(before)
			.thenCompose((now) -> running(now, this.sidecar::start))
			.handle((now, again) -> now)
			.thenCompose((now) -> CompletableFuture.failedFuture(failure));
	}

	@Override
	public void abandon() {
		this.sidecar.abandonSwitch();
	}

	@Override
	public Optional<CompletableFuture<?>> arrival() {
		boolean downloads = this.sidecar.snapshot().phase() == Phase.STARTING
				&& this.sidecar.expectedServer().filter((server) -> server.model() == null).isPresent();
		return downloads ? Optional.of(this.sidecar.whenReady()) : Optional.empty();
	}

	@Override
	public Optional<CompletableFuture<?>> startAgain() {
		return this.failed.startAgain();
	}

	@Override
	public String activity() {
		SidecarSnapshot now = this.sidecar.snapshot();
		String loading = "loading the model '%s'".formatted((now.nextModel() != null) ? now.nextModel() : now.model());
		String transferred = this.transfer.get();
		return PrintableText.of(transferred.isEmpty() ? loading : loading + "; " + transferred);
	}

	/**
	 * Whether a model is the served one.
	 *
	 * @param model the model
	 * @param served file of the served model
	 * @param same whether the model is this file
	 */
	private record Known(ModelReference model, Path served, boolean same) {
	}

}
