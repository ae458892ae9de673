package io.github.shimmy4j.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.process.OtherJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * A JVM with a sidecar is killed at some moment of its spawn, its start, its run or its
 * stop, again and again: fault E3. {@code -Dendurance.kills} says how often (50), and
 * {@code -Dendurance.seed} at which moments.
 */
@Tag("endurance")
class KilledJvmEnduranceTests {

	private static final int ROUNDS = Integer.getInteger("endurance.kills", 50);

	private static final long SEED = Long.getLong("endurance.seed", 20261121);

	@TempDir
	private Path directory;

	@Test
	@Timeout(value = 1, unit = TimeUnit.HOURS)
	void everyProcessOfAJvmThatWasKilledIsGoneSoon() throws IOException {
		Random random = new Random(SEED);
		for (int round = 1; round <= ROUNDS; round++) {
			Moment moment = Moment.any(random);
			Path own = Files.createDirectories(this.directory.resolve("round-" + round));
			try (OtherJvm jvm = OtherJvm.start(SidecarMain.class, own)) {
				jvm.awaitWord(moment.word(), 1);
				assertThatCode(() -> jvm.killAfter(moment.delay()))
					.as("round %d of seed %d, killed %s", round, SEED, moment)
					.doesNotThrowAnyException();
			}
		}
	}

	/**
	 * When to kill.
	 *
	 * @param word what the JVM has just said
	 * @param delay how long after that
	 */
	private record Moment(String word, Duration delay) {

		/** A launch spawns within some 100 ms, and takes about a second to be ready. */
		private static final List<Moment> LATEST = List.of(new Moment("starting", Duration.ofMillis(150)),
				new Moment("starting", Duration.ofMillis(1000)), new Moment("ready", Duration.ZERO),
				new Moment("stopping", Duration.ofMillis(60)));

		static Moment any(Random random) {
			Moment latest = LATEST.get(random.nextInt(LATEST.size()));
			return new Moment(latest.word(), Duration.ofNanos(random.nextLong(latest.delay().toNanos() + 1)));
		}

	}

}
