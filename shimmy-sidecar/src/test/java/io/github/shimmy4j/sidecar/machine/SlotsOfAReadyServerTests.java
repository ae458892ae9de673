package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFailed;
import static io.github.shimmy4j.sidecar.machine.MachineAtWork.watched;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ReadyWatch}: who uses a ready server, and in which order. */
class SlotsOfAReadyServerTests {

	private final MachineAtWork work = MachineAtWork.in(Phase.READY, watched());

	private final ReadyWatch watch = this.work.machine.watch();

	@Test
	void asManyAsTheServerCanDoUseItAndTheOthersInTheOrderInWhichTheyCame() {
		List<CompletableFuture<Ready>> uses = IntStream.range(0, 5).mapToObj((ignored) -> this.work.use()).toList();
		assertThat(uses).extracting(CompletableFuture::isDone).containsExactly(true, true, false, false, false);
		assertThat(this.work.effects.published()).extracting(SidecarSnapshot::inFlight, SidecarSnapshot::waiting)
			.containsExactly(2, 3);
		uses.get(2).cancel(false);
		this.watch.useEnded(1);
		assertThat(uses.get(3)).isCompleted();
		assertThat(uses.get(4)).isNotDone();
		assertThat(this.work.effects.published()).extracting(SidecarSnapshot::inFlight, SidecarSnapshot::waiting)
			.containsExactly(2, 1);
	}

	@Test
	void userDecidesHowManyMayUseTheServer() {
		MachineAtWork one = MachineAtWork.in(Phase.READY,
				MachineAtWork.options().use(SampleOptions.uses(1, false, Duration.ZERO)));
		assertThat(one.use()).isCompleted();
		assertThat(one.use()).isNotDone();
	}

	@Test
	void useBeyondTheLengthOfTheQueueIsRefused() {
		IntStream.range(0, 2 + SlotQueue.MAX_WAITING).forEach((ignored) -> this.work.use());
		assertFailed(this.work.use(), ShimmyErrorCode.OVERLOADED);
	}

	@Test
	void useWaitsThroughARestartAndNobodyElsesUseCountsOnTheNewServer() {
		this.work.use();
		this.work.use();
		CompletableFuture<Ready> waiting = this.work.use();
		this.work.machine.lost(1, MachineAtWork.LOST);
		assertThat(waiting).isNotDone();
		this.work.effects.elapse();
		this.work.pass();
		assertThat(waiting).isCompletedWithValueMatching((ready) -> ready.launch() == 2);
		this.watch.useEnded(1);
		assertThat(this.work.effects.published().inFlight()).isEqualTo(1);
	}

	@Test
	void useOfAServerThatIsGivenUpFailsWithTheReason() {
		this.work.use();
		this.work.use();
		CompletableFuture<Ready> waiting = this.work.use();
		this.work.machine.lost(1, new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION, "hopeless"));
		assertFailed(waiting, ShimmyErrorCode.INVALID_CONFIGURATION);
		assertFailed(this.work.use(), ShimmyErrorCode.INVALID_CONFIGURATION);
	}

}
