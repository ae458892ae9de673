package io.github.shimmy4j.daemon;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A program that needs the daemon. For each line of its input, so many threads as it was
 * told ask for the daemon at the same time; it writes "found" and the id that each got.
 */
final class Starter {

	private Starter() {
	}

	public static void main(String[] arguments) throws Exception {
		DaemonConfig config = new DaemonHome(Path.of(arguments[0])).config();
		int threads = Integer.parseInt(arguments[1]);
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		System.out.println("listening");
		while (lines.readLine() != null) {
			CountDownLatch all = new CountDownLatch(threads);
			List<String> found = pool
				.invokeAll(IntStream.range(0, threads).<Callable<String>>mapToObj((thread) -> () -> {
					all.countDown();
					all.await();
					return Long.toString(DaemonClient.ensureDaemonRunning(config).pid());
				}).toList())
				.stream()
				.map(Starter::result)
				.toList();
			System.out.println("found " + String.join(" ", found));
		}
		System.exit(0);
	}

	private static String result(Future<String> pid) {
		try {
			return pid.get();
		}
		catch (Exception ex) {
			ex.printStackTrace();
			return ex.toString();
		}
	}

}
