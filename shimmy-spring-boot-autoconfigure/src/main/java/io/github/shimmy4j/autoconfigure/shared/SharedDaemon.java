package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.shimmy4j.autoconfigure.DaemonEvent;
import io.github.shimmy4j.autoconfigure.DaemonEvent.Change;
import io.github.shimmy4j.autoconfigure.report.PropertyKeys;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision.Outcome;
import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * This user's daemon as the application sees it: it is found, or started, when it is
 * needed, and asked what it is doing. The daemon outlives the application. For several
 * threads.
 */
public final class SharedDaemon implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(SharedDaemon.class);

	private static final String ONE_TOKEN = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":1}";

	private final DaemonConfig config;

	private final StartDecision decision;

	private final ExecutorService workers;

	private final DaemonEvents events;

	private final DaemonClients clients;

	private @Nullable FoundDaemon found;

	private @Nullable CompletableFuture<FoundDaemon> search;

	private @Nullable ShimmyException failure;

	/**
	 * Looks for nothing yet.
	 * @param config how to find the daemon
	 * @param decision whether it may be used
	 * @param workers run what blocks; ended by {@link #close()}
	 * @param listener is told of daemons that were found or lost
	 */
	SharedDaemon(DaemonConfig config, StartDecision decision, ExecutorService workers, Consumer<DaemonEvent> listener) {
		this.config = config;
		this.clients = new DaemonClients(config);
		this.decision = decision;
		this.workers = workers;
		this.events = new DaemonEvents((event) -> {
			if (!workers.isShutdown()) {
				listener.accept(event);
			}
		});
	}

	/**
	 * Uses of the daemon's model of embeddings.
	 * @param setting as of {@link #embeddingName}
	 * @return uses, any number at the same time
	 */
	public UseSource embeddingUses(String setting) {
		return new DaemonUses(this, SharedModel.named(embeddingName(setting)), 0);
	}

	/**
	 * The daemon's name of its model of embeddings. The daemon knows its own by this name
	 * alone, and loads no other one for a request.
	 * @param setting value of {@code shimmy.embedding.model}: the name itself, or the
	 * file or source that the daemon's settings name
	 * @return the name in requests, answers and metrics
	 */
	public static String embeddingName(String setting) {
		return ModelReference.isMeantAsFile(setting) ? ModelReference.parse(setting).name() : setting;
	}

	/**
	 * Finds the daemon, and starts it if none runs and this is allowed. Does not block.
	 * @return completes with a daemon that has proven itself, or exceptionally with a
	 * {@link ShimmyException} of one of the codes DAEMON_…; cancelling it ends the wait
	 */
	synchronized CompletableFuture<FoundDaemon> running() {
		if (this.decision.outcome() == Outcome.SKIP) {
			return CompletableFuture
				.failedFuture(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, this.decision.toString()));
		}
		CompletableFuture<FoundDaemon> present = this.search;
		if (present == null) {
			present = new CompletableFuture<>();
			this.search = present;
			begin(present);
		}
		return present.thenApply(Function.identity());
	}

	private void begin(CompletableFuture<FoundDaemon> begun) {
		try {
			this.workers.execute(() -> find(begun));
		}
		catch (RejectedExecutionException ex) {
			this.search = null;
			begun.completeExceptionally(
					new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The application is ending", ex));
		}
		catch (Throwable ex) {
			// Such as the lack of a thread.
			fail(begun, ex);
		}
	}

	private void find(CompletableFuture<FoundDaemon> begun) {
		try {
			begun.complete(accept(this.clients.finder().daemon()));
		}
		catch (Throwable ex) {
			fail(begun, ex);
		}
	}

	/** Also ends with an Error: otherwise every later call would wait for this search. */
	private void fail(CompletableFuture<FoundDaemon> begun, Throwable cause) {
		ShimmyException reason = (cause instanceof ShimmyException known) ? known
				: new ShimmyException(ShimmyErrorCode.INTERNAL, "The search for the daemon failed: " + cause, cause);
		boolean first;
		synchronized (this) {
			if (this.search == begun) {
				this.search = null;
			}
			first = this.failure == null || this.failure.code() != reason.code();
			this.failure = reason;
		}
		if (first) {
			// Perhaps nobody waits for it: the application may start without.
			logger.warn("No daemon is used: {} {}", reason.getMessage(), reason.remedy().text(PropertyKeys::of));
		}
		begun.completeExceptionally(reason);
	}

	private FoundDaemon accept(DaemonRecord record) {
		@Nullable FoundDaemon before;
		FoundDaemon now;
		synchronized (this) {
			before = this.found;
			now = (before != null && before.record().equals(record) && !before.hasEnded()) ? before
					: new FoundDaemon(record);
			this.found = now;
			this.search = null;
			this.failure = null;
		}
		if (now != before) {
			if (before != null) {
				end(before);
			}
			logger.info("Using the {}", record);
			this.events.add(Change.FOUND, record);
			this.events.tell();
			ProcessHandle.of(record.pid())
				.ifPresentOrElse((process) -> process.onExit().thenRun(() -> end(now)), () -> end(now));
		}
		return now;
	}

	private void end(FoundDaemon daemon) {
		if (noticeEnd(daemon)) {
			this.events.tell();
			// Last, since a caller that waits for it may find another one at once.
			daemon.tellLoss();
		}
	}

	/** One step, so that an event of the next daemon comes after this one's. */
	private synchronized boolean noticeEnd(FoundDaemon daemon) {
		boolean first = daemon.end();
		if (first) {
			// The next search must not believe the proof of the lost one.
			this.clients.forget(daemon.record());
			logger.info("The {} has ended; the next call finds or starts another", daemon.record());
			this.events.add(Change.LOST, daemon.record());
		}
		return first;
	}

	/**
	 * A connection to a daemon broke: finds out whether it has ended. The operating
	 * system tells of the end of a process that is no child only after seconds.
	 */
	void suspect(FoundDaemon suspected) {
		try {
			this.workers.execute(() -> examine(suspected));
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// The application is ending, or there is no thread: then the end of the
			// process is noticed later.
		}
	}

	/**
	 * As {@link #suspect}, on the calling thread, which is blocked as by {@link #status}.
	 * A daemon that is merely slow has not ended.
	 */
	void examine(FoundDaemon suspected) {
		if (!answers(suspected.record())
				&& (!suspected.isAlive() || isReplaced(suspected.record()) || suspected.refusesConnections())) {
			end(suspected);
		}
	}

	private boolean answers(DaemonRecord daemon) {
		try {
			this.clients.observer().status();
			return daemon.equals(record());
		}
		catch (ShimmyException ex) {
			return false;
		}
	}

	private boolean isReplaced(DaemonRecord daemon) {
		try {
			return !Optional.of(daemon).equals(file().read());
		}
		catch (IOException ex) {
			// A file that cannot be read says nothing.
			return false;
		}
	}

	private @Nullable DaemonRecord record() {
		try {
			return file().read().orElse(null);
		}
		catch (IOException ex) {
			return null;
		}
	}

	private DaemonFile file() {
		return new DaemonFile(ShimmyHome.of(this.config.environment()));
	}

	/**
	 * Asks the daemon what it is doing. Blocks for some milliseconds, or for at most 5 s
	 * where nothing answers. Starts nothing, and never fails.
	 * @return what the daemon has answered, or why there is none
	 */
	public DaemonStatus status() {
		if (this.decision.outcome() == Outcome.SKIP) {
			return DaemonStatus.skipped(this.decision.toString());
		}
		try {
			DaemonClient present = this.clients.observer();
			DaemonRecord daemon = record();
			return DaemonStatus.of(daemon, present.status());
		}
		catch (ShimmyException ex) {
			return DaemonStatus.none(ex, this.config.autoSpawn(), lastFailure());
		}
	}

	/**
	 * Asks the daemon's model for one token, and waits for it. A failure is told by the
	 * next {@link #status()}.
	 */
	void askModel() {
		try {
			this.clients.finder().chat(CompletionRequest.parse(ONE_TOKEN.getBytes(StandardCharsets.UTF_8)));
		}
		catch (ShimmyException ex) {
			logger.debug("The daemon's model did not answer", ex);
		}
	}

	private synchronized @Nullable ShimmyException lastFailure() {
		return this.failure;
	}

	/** Ends searches; the daemon goes on. */
	@Override
	public void close() {
		this.workers.shutdownNow();
		this.clients.close();
	}

}
