package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;

/**
 * An application that has filled the common pool with work that blocks, and uses a
 * sidecar all the same. It says how far it came.
 */
final class BusyApplication {

	private static final Duration SOON = Duration.ofMillis(100);

	private BusyApplication() {
	}

	public static void main(String... arguments) throws Exception {
		fillTheCommonPool();
		try (SidecarBench bench = new SidecarBench(Path.of(arguments[0]))) {
			live(bench);
		}
		System.out.println("closed");
		System.exit(0);
	}

	private static void fillTheCommonPool() throws InterruptedException {
		int threads = ForkJoinPool.getCommonPoolParallelism();
		CountDownLatch taken = new CountDownLatch(threads);
		for (int thread = 0; thread < threads; thread++) {
			ForkJoinPool.commonPool().execute(() -> {
				taken.countDown();
				blockForEver();
			});
		}
		taken.await();
	}

	private static void blockForEver() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void live(SidecarBench bench) throws Exception {
		ShimmySidecar sidecar = bench.create(bench.install(FakeShimmyBinary.version("1.7.4"))
			.liveness(new LivenessOptions(SOON, SidecarBench.LIMIT, 1, SOON)));
		long first = within(sidecar.start()).pid();
		System.out.println("ready");
		within(sidecar.use()).close();
		System.out.println("granted");
		SidecarBench.eventually().until(() -> chats(bench, sidecar) > 1);
		System.out.println("probed");
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		SidecarBench.eventually().until(() -> sidecar.snapshot().restarts() == 1);
		within(sidecar.whenReady());
		System.out.println("restarted");
		within(sidecar.stop());
		System.out.println("stopped");
	}

	private static <T> T within(CompletableFuture<T> answer) throws Exception {
		return answer.get(SidecarBench.LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	private static int chats(SidecarBench bench, ShimmySidecar sidecar) throws IOException, InterruptedException {
		return bench.look(sidecar, "/__requests").split("\"headers\"", -1).length - 1;
	}

}
