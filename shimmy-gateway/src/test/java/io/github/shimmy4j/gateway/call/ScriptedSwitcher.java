package io.github.shimmy4j.gateway.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import org.jspecify.annotations.Nullable;

/** Serves the model that it was told last, once the test says so. */
final class ScriptedSwitcher implements ModelSwitcher {

	final List<String> asked = new ArrayList<>();

	String served = "tiny";

	CompletableFuture<Void> end = new CompletableFuture<>();

	@Nullable CompletableFuture<Void> arrival;

	/** Set while a server that has failed may be started again. */
	@Nullable CompletableFuture<Void> again;

	int abandoned;

	@Override
	public boolean isServed(ModelReference model) {
		if (model.name().equals("missing")) {
			throw new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND, "there is no 'missing' on this disk");
		}
		return model.name().equals(this.served);
	}

	/** All files of one name are one, but those elsewhere. */
	@Override
	public boolean isSame(ModelReference one, ModelReference other) {
		return one.name().equals(other.name()) && isElsewhere(one) == isElsewhere(other);
	}

	private static boolean isElsewhere(ModelReference model) {
		return model.shown().startsWith("/elsewhere");
	}

	@Override
	public void abandon() {
		this.abandoned++;
	}

	@Override
	public CompletableFuture<?> switchTo(ModelReference model) {
		this.asked.add(model.name());
		this.end = new CompletableFuture<>();
		return this.end;
	}

	@Override
	public Optional<CompletableFuture<?>> arrival() {
		return Optional.ofNullable(this.arrival);
	}

	@Override
	public Optional<CompletableFuture<?>> startAgain() {
		CompletableFuture<Void> begun = this.again;
		this.again = null;
		return Optional.ofNullable(begun);
	}

	@Override
	public String activity() {
		return "loading";
	}

	void finish() {
		this.served = this.asked.get(this.asked.size() - 1);
		this.end.complete(null);
	}

	void fail(ShimmyException failure) {
		this.end.completeExceptionally(failure);
	}

}
