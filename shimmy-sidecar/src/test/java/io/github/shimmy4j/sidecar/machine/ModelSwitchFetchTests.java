package io.github.shimmy4j.sidecar.machine;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

/** The step of a switch in which its model is located or downloaded. */
class ModelSwitchFetchTests {

	private static final ShimmyException MISSING = new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND, "no such one");

	private final MachineAtWork work = MachineAtWork.in(Phase.READY);

	@Test
	void modelIsFetchedWhileTheOldOneServes() {
		CompletableFuture<SidecarSnapshot> switched = this.work.switchTo("n");
		assertThat(this.work.effects.fetches).containsExactly("n");
		assertThat(this.work.use()).isCompleted();
		this.work.assertStillServes("m", "n");
		this.work.machine.models().notFetched(1, MISSING);
		assertFailed(switched, ShimmyErrorCode.MODEL_NOT_FOUND);
		this.work.assertServes("m");
		assertThat(this.work.effects.ends).isEmpty();
		assertThat(this.work.effects.events).containsExactly(new SidecarEvent.SwitchFailed("m", "n", MISSING));
	}

	@Test
	void switchThatNobodyWaitsForIsGivenUpWhileItsModelIsFetched() {
		assertThat(this.work.machine.models().abandon()).as("there is no switch").isFalse();
		CompletableFuture<SidecarSnapshot> switched = this.work.switchTo("n");
		assertThat(this.work.machine.models().abandon()).isTrue();
		assertFailed(switched, ShimmyErrorCode.NOT_READY).hasMessageContaining("from 'm' to 'n' was given up");
		this.work.machine.models().fetched(1);
		this.work.assertServes("m");
		assertThat(this.work.effects.ends).isEmpty();
		CompletableFuture<SidecarSnapshot> other = this.work.switchToFetched("o");
		assertThat(this.work.machine.models().abandon()).as("the model is fetched").isFalse();
		this.work.end();
		this.work.pass();
		assertThat(other).isCompletedWithValueMatching((snapshot) -> snapshot.model().equals("o"));
	}

	@Test
	void serverThatIsLostWhileTheModelIsFetchedIsRestartedAndThenReplaced() {
		this.work.switchTo("n");
		this.work.machine.lost(1, MachineAtWork.LOST);
		assertThat(this.work.phase()).isEqualTo(Phase.BACKING_OFF);
		this.work.machine.models().fetched(1);
		assertThat(this.work.effects.models).containsExactly("m", "n");
		this.work.effects.elapse();
		this.work.pass();
		this.work.assertServes("n");
	}

	@Test
	void modelThatIsFetchedDuringAStopIsTheNextStarts() {
		MachineAtWork stopping = MachineAtWork.in(Phase.STOPPING);
		CompletableFuture<SidecarSnapshot> switched = stopping.switchToFetched("n");
		assertThat(switched).isNotDone();
		assertThat(stopping.effects.published().model()).isEqualTo("m");
		stopping.end();
		assertThat(switched).isCompletedWithValueMatching(
				(snapshot) -> snapshot.model().equals("n") && snapshot.phase() == Phase.STOPPED);
	}

}
