package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.support.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that blocks the common pool, with which a sidecar has no business. */
class BusyApplicationTests {

	/** With one thread or none, Java itself does not use the pool. */
	private static final List<String> POOL_OF_TWO = List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");

	@Test
	void commonPoolThatIsFullHoldsNothingUp(@TempDir Path directory) throws IOException {
		try (OtherJvm application = OtherJvm.start(BusyApplication.class, directory, POOL_OF_TWO)) {
			for (String step : List.of("ready", "granted", "probed", "restarted", "stopped", "closed")) {
				application.awaitWord(step, 1);
			}
		}
	}

}
