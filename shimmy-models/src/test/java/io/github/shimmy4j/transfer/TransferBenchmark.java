package io.github.shimmy4j.transfer;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures the download of one file. Run by {@code benchmarks/transfer}. */
final class TransferBenchmark {

	private TransferBenchmark() {
	}

	/**
	 * Prints the seconds from the first request to the visible, verified and synced file,
	 * and the largest heap seen.
	 * @param arguments address, SHA-256, size in bytes, directory
	 */
	public static void main(String[] arguments) {
		WantedFile wanted = new WantedFile("benchmark", Long.parseLong(arguments[2]), arguments[1]);
		SourceReference source = new SourceReference.Web(URI.create(arguments[0]), arguments[1]);
		FilePlace place = new FilePlace(Path.of(arguments[3]).resolve(source.fileName()), wanted);
		Sources sources = Sources.of(Map.of(), List.of());
		long[] heap = new long[1];
		long start = System.nanoTime();
		new VerifiedTransfer(new VerifiedFiles(),
				(at) -> heap[0] = Math.max(heap[0],
						Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()))
			.ensure(place, (destination, progress) -> {
				sources.fetch(List.of(source), wanted, destination, progress);
				return true;
			});
		Duration taken = Duration.ofNanos(System.nanoTime() - start);
		System.out.printf(Locale.ROOT, "%.3f %d%n", taken.toMillis() / 1000.0, heap[0] >> 20);
	}

}
