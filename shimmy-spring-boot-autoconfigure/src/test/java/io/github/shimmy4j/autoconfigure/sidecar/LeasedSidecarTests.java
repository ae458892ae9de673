package io.github.shimmy4j.autoconfigure.sidecar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.autoconfigure.BoundProperties;
import io.github.shimmy4j.autoconfigure.FixedSidecar;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The end of a lease: a sidecar is kept or closed. */
class LeasedSidecarTests {

	private static FixedSidecar in(Phase phase) {
		return new FixedSidecar(snapshot(phase, "tiny", null));
	}

	private static SidecarSnapshot snapshot(Phase phase, String model, String nextModel) {
		return new SidecarSnapshot(phase, Instant.EPOCH, null, null, null, null, model, nextModel, null, GpuMode.AUTO,
				null, null, null, 0, 0, 0, null, null, null);
	}

	private static LeasedSidecar leased(ShimmySidecar sidecar, Predicate<ShimmySidecar> keeper) {
		return new LeasedSidecar(sidecar, StartDecision.of(BoundProperties.of(), Set.of()), keeper);
	}

	@Test
	void releaseClosesSidecarThatIsItsContextsOwn() {
		FixedSidecar sidecar = in(Phase.READY);
		leased(sidecar, null).release();
		assertThat(sidecar.isClosed()).isTrue();
	}

	@TestFactory
	Stream<DynamicTest> releaseKeepsOnlyWhatRuns() {
		return Stream.of(Phase.values()).map((phase) -> DynamicTest.dynamicTest(phase.name(), () -> {
			FixedSidecar sidecar = in(phase);
			List<ShimmySidecar> kept = new ArrayList<>();
			leased(sidecar, kept::add).release();
			boolean runs = phase == Phase.STARTING || phase == Phase.READY || phase == Phase.BACKING_OFF;
			assertThat(kept).hasSize(runs ? 1 : 0);
			assertThat(sidecar.isClosed()).isNotEqualTo(runs);
		}));
	}

	@Test
	void releaseClosesWhatServesOrIsToServeAnotherModelThanTheContextAskedFor() {
		for (SidecarSnapshot now : List.of(snapshot(Phase.READY, "other", null),
				snapshot(Phase.READY, "tiny", "other"))) {
			FixedSidecar sidecar = in(Phase.READY);
			LeasedSidecar leased = leased(sidecar, (kept) -> true);
			sidecar.become(now);
			leased.release();
			assertThat(sidecar.isClosed()).isTrue();
		}
	}

	@Test
	void releaseClosesWhatNobodyKeeps() {
		FixedSidecar sidecar = in(Phase.READY);
		leased(sidecar, (refused) -> false).release();
		assertThat(sidecar.isClosed()).isTrue();
	}

	@Test
	void releaseEndsAllSubscriptionsOfTheContext() {
		FixedSidecar sidecar = in(Phase.READY);
		LeasedSidecar leased = leased(sidecar, (kept) -> true);
		List<SidecarEvent> heard = new ArrayList<>();
		Runnable unsubscribe = leased.addListener(heard::add);
		leased.addListener(heard::add);
		sidecar.emit(new SidecarEvent.Stopped());
		unsubscribe.run();
		sidecar.emit(new SidecarEvent.Stopped());
		leased.release();
		sidecar.emit(new SidecarEvent.Stopped());
		assertThat(heard).hasSize(3);
		assertThat(sidecar.hasListeners()).isFalse();
	}

}
