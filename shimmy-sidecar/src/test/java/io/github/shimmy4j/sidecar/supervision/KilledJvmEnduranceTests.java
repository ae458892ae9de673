package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.support.OtherJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * A JVM with a sidecar is killed at some moment of its spawn, its start, its run, an
 * answer or its stop, again and again: fault E3. {@code -Dendurance.kills} says how often
 * (50), and {@code -Dendurance.seed} at which moments.
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
		Map<String, Integer> hits = new TreeMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			Moment moment = Moment.any(round, random);
			Path own = Files.createDirectories(this.directory.resolve("round-" + round));
			try (OtherJvm jvm = OtherJvm.start(SidecarMain.class, own)) {
				jvm.awaitWord(moment.word(), 1);
				assertThatCode(() -> jvm.killAfter(moment.delay()))
					.as("round %d of seed %d, killed %s", round, SEED, moment)
					.doesNotThrowAnyException();
				hits.merge(jvm.lastWord(moment.word(), SidecarMain.WORDS), 1, Integer::sum);
			}
		}
		System.out.printf("endurance: %d kills, by what was said last: %s%n", ROUNDS, hits);
		assertThat(SidecarMain.WORDS)
			.allSatisfy((word) -> assertThat(hits.getOrDefault(word, 0)).as("kills when it had said '%s'", word)
				.isGreaterThanOrEqualTo(ROUNDS / 25));
	}

	/**
	 * When to kill.
	 *
	 * @param word what the JVM has just said
	 * @param delay how long after that
	 */
	private record Moment(String word, Duration delay) {

		/** How long each takes, more or less; what runs does so until it is told. */
		private static final List<Moment> LATEST = List.of(new Moment("starting", Duration.ofMillis(150)),
				new Moment("spawning", Duration.ofMillis(5)), new Moment("spawned", Duration.ofMillis(500)),
				new Moment(OtherJvm.RUNNING, Duration.ofMillis(100)), new Moment("answering", SidecarMain.ANSWER),
				new Moment("stopping", Duration.ofMillis(60)));

		/** Each phase in turn, at any moment of it. */
		static Moment any(int round, Random random) {
			Moment latest = LATEST.get(round % LATEST.size());
			return new Moment(latest.word(), Duration.ofNanos(random.nextLong(latest.delay().toNanos() + 1)));
		}

	}

}
