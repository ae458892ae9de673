package io.github.shimmy4j.sidecar.launch;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.text.PrintableLogger;

/** A question to the detector that is asked while binary and model are being found. */
final class AcceleratorInquiry {

	private static final PrintableLogger logger = PrintableLogger.of(AcceleratorInquiry.class);

	private final CompletableFuture<AcceleratorChoice> answer = new CompletableFuture<>();

	private AcceleratorInquiry() {
	}

	static AcceleratorInquiry begin(AcceleratorDetector detector, GpuMode requested) {
		AcceleratorInquiry inquiry = new AcceleratorInquiry();
		Threads.daemon("shimmy-accelerators", () -> inquiry.ask(detector, requested)).start();
		return inquiry;
	}

	private void ask(AcceleratorDetector detector, GpuMode requested) {
		try {
			this.answer.complete(detector.resolve(requested));
		}
		catch (RuntimeException | Error ex) {
			this.answer.completeExceptionally(ex);
		}
	}

	/**
	 * Waits for the answer.
	 * @return the answer, or empty where the detector, which may be a user's own, failed:
	 * a server can start without it
	 */
	Optional<AcceleratorChoice> await() throws InterruptedException {
		try {
			return Optional.of(this.answer.get());
		}
		catch (ExecutionException ex) {
			logger.warn("Nothing is known of accelerators", ex.getCause());
			return Optional.empty();
		}
	}

}
