package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.CommandResult;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Lets {@code bin/shimmy-daemon} make the archive of classes that it has not found, in
 * the background, so that the next start is faster. A failure changes nothing else.
 */
final class ArchiveMaker implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

	/** System property with the path of the script. It sets it if there is no archive. */
	static final String SCRIPT = "shimmy4j.daemon.archive-maker";

	/** The first requests come before it: it takes a processor for some seconds. */
	private static final Duration DELAY = Duration.ofSeconds(10);

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private static final PrintableLogger logger = PrintableLogger.of(ArchiveMaker.class);

	private final ScheduledExecutorService worker = Executors
		.newSingleThreadScheduledExecutor((task) -> Threads.daemon("shimmy-archive", task));

	private final Path script;

	private final @Nullable ShimmySidecar sidecar;

	ArchiveMaker(Path script, @Nullable ShimmySidecar sidecar) {
		this.script = script;
		this.sidecar = sidecar;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		// A model that is being fetched or loaded needs the processors itself.
		Optional.ofNullable(this.sidecar)
			.map(ShimmySidecar::whenReady)
			.orElseGet(() -> CompletableFuture.completedFuture(null))
			.whenComplete((ready, refused) -> schedule());
	}

	/** The sidecar settles once more when the daemon ends. */
	private void schedule() {
		if (!this.worker.isShutdown()) {
			this.worker.schedule(this::make, DELAY.toSeconds(), TimeUnit.SECONDS);
		}
	}

	private void make() {
		try {
			CommandResult result = new CommandRunner(ProcessLauncher.system())
				.run(new ProcessSpec(List.of("/bin/sh", this.script.toString(), "--make-archive"), Path.of("/"),
						System.getenv(), Map.of()), LIMIT);
			if (result.succeeded()) {
				logger.info("The archive of classes is made; the next start is faster");
			}
			else {
				logger.info("The archive of classes could not be made, so starts stay slower: {}", result.lastLine());
			}
		}
		catch (IOException ex) {
			logger.info("The archive of classes could not be made, so starts stay slower: {}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Ends the script, too, if it runs. The process guard does so at the latest. */
	@Override
	public void destroy() {
		this.worker.shutdownNow();
	}

}
