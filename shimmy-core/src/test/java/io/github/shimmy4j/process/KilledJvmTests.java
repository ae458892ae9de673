package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.support.OtherJvm;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real JVM with a child that has children, and {@code kill -9}: fault E3. */
class KilledJvmTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "spawning, 1, 0", "spawning, 1, 30", "spawning, 2, 3", "launched, 1, 0", "running, 1, 0",
			"stopping, 1, 1" })
	void everyProcessOfAJvmThatWasKilledIsGoneSoon(String moment, int times, long millis) throws IOException {
		try (OtherJvm jvm = OtherJvm.start(FamilyMain.class, this.directory)) {
			jvm.awaitWord(moment, times);
			jvm.killAfter(Duration.ofMillis(millis));
		}
	}

}
