package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.text.PrintableText;

/** What can be asked of the sidecar. */
enum Action {

	START(ShimmySidecar::start, SidecarEvent.Starting.class::isInstance),

	STOP(ShimmySidecar::stop, SidecarEvent.Stopped.class::isInstance),

	RESTART(ShimmySidecar::restart, SidecarEvent.Starting.class::isInstance);

	private final Function<ShimmySidecar, CompletableFuture<SidecarSnapshot>> request;

	private final Predicate<SidecarEvent> isBeginning;

	Action(Function<ShimmySidecar, CompletableFuture<SidecarSnapshot>> request, Predicate<SidecarEvent> isBeginning) {
		this.request = request;
		this.isBeginning = isBeginning;
	}

	static Optional<Action> named(String name) {
		return Arrays.stream(values()).filter((action) -> action.id().equals(name)).findFirst();
	}

	static List<String> ids() {
		return Arrays.stream(values()).map(Action::id).toList();
	}

	static String refusal(String name) {
		return "There is no action '%s'; allowed are %s".formatted(PrintableText.of(name, PrintableText.NAME_LENGTH),
				String.join(", ", ids()));
	}

	private String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Asks for it. The snapshot tells how far it is, or why it failed. */
	SidecarSnapshot begin(ShimmySidecar sidecar) {
		Beginning.await(sidecar, this.request, this.isBeginning);
		return sidecar.snapshot();
	}

}
