package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.support.OtherJvm;

/**
 * Launches a child with a family and stops it, again and again; prints each step before
 * it begins.
 */
final class FamilyMain {

	private static final String FAMILY = """
			sleep 600 &
			sh -c 'trap "" TERM; sleep 600 & wait' &
			setsid sh -c 'sleep 600 & wait' &
			sh -c 'setsid sleep 600 & exit 0'
			echo ready
			exec sleep 600
			""";

	private FamilyMain() {
	}

	public static void main(String... arguments) throws IOException {
		while (true) {
			CompletableFuture<OutputLine> ready = new CompletableFuture<>();
			System.out.println("spawning");
			ChildProcess child = ProcessLauncher.system()
				.launch(new ProcessSpec(List.of("/bin/sh", "-c", FAMILY), Path.of(arguments[0]),
						Map.of("PATH", System.getenv("PATH")), Map.of()), ready::complete);
			System.out.println("launched");
			ready.join();
			OtherJvm.run();
			System.out.println("stopping");
			child.stop(Duration.ofSeconds(5)).join();
		}
	}

}
