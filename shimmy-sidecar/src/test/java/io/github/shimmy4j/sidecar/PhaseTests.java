package io.github.shimmy4j.sidecar;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PhaseTests {

	/** The table of the style page, written a second time. */
	private static final Map<Phase, Set<Phase>> LEGAL = Map.of(Phase.STOPPED, Set.of(Phase.STARTING, Phase.CLOSED),
			Phase.STARTING, Set.of(Phase.READY, Phase.STOPPING, Phase.BACKING_OFF, Phase.FAILED), Phase.READY,
			Set.of(Phase.STOPPING, Phase.BACKING_OFF, Phase.FAILED), Phase.BACKING_OFF,
			Set.of(Phase.STARTING, Phase.STOPPED, Phase.FAILED), Phase.STOPPING, Set.of(Phase.STOPPED, Phase.FAILED),
			Phase.FAILED, Set.of(Phase.STARTING, Phase.STOPPED, Phase.CLOSED), Phase.CLOSED, Set.of());

	@ParameterizedTest
	@MethodSource("pairs")
	void mayMoveToAgreesWithTheTable(Phase from, Phase to) {
		assertThat(from.mayMoveTo(to)).isEqualTo(LEGAL.get(from).contains(to));
	}

	@Test
	void mayMoveToAllowsSeventeenOf49Pairs() {
		assertThat(pairs()).hasSize(49);
		assertThat(pairs().filter((pair) -> ((Phase) pair.get()[0]).mayMoveTo((Phase) pair.get()[1]))).hasSize(17);
	}

	static Stream<Arguments> pairs() {
		return Arrays.stream(Phase.values())
			.flatMap((from) -> Arrays.stream(Phase.values()).map((to) -> Arguments.of(from, to)));
	}

	@ParameterizedTest
	@EnumSource
	void isSettledUnlessAStartIsOnItsWay(Phase phase) {
		assertThat(phase.isSettled()).isEqualTo(!Set.of(Phase.STARTING, Phase.BACKING_OFF).contains(phase));
	}

}
