package io.github.shimmy4j.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.text.PrintableLogger;

/** Keeps a watcher over one child, and replaces a watcher that is killed. */
final class WatchedChild implements Guard {

	private static final PrintableLogger logger = PrintableLogger.of(WatchedChild.class);

	private static final Duration LIMIT = Duration.ofSeconds(5);

	/** Ends the contest with a program that kills every watcher. */
	private static final int MAX_WATCHERS = 10;

	private final Process child;

	private final String nonce;

	private final Watchers watchers;

	private final CompletableFuture<Void> gone = new CompletableFuture<>();

	private Watcher watcher;

	/** Tells a watcher the child apart from a later process with the same id. */
	private final String known;

	private boolean ending;

	private boolean unwatched;

	private WatchedChild(Process child, String nonce, Watchers watchers, Watcher first, String known) {
		this.child = child;
		this.nonce = nonce;
		this.watchers = watchers;
		this.watcher = first;
		this.known = known;
	}

	/** Waits until the child is watched. */
	static WatchedChild begin(Process child, String nonce, Watchers watchers, Watcher first) throws IOException {
		String pid = Long.toString(child.pid());
		try {
			return new WatchedChild(child, nonce, watchers, first, first.watch(pid));
		}
		catch (IOException ex) {
			Watcher second = watchers.start(nonce);
			return new WatchedChild(child, nonce, watchers, second, watch(second, pid));
		}
	}

	/** Waits until the child and all that it started are gone. */
	void keep() {
		Watcher present = present();
		try {
			for (int number = 1;; number++) {
				Watcher.Outcome outcome = present.await();
				if (outcome != Watcher.Outcome.KILLED) {
					finish(outcome);
					return;
				}
				if (number == MAX_WATCHERS) {
					break;
				}
				Watcher next = this.watchers.start(this.nonce);
				watch(next, this.known);
				present = replace(next);
			}
			logger.warn("No longer watching process {}: its watchers are killed again and again", this.child.pid());
		}
		catch (IOException ex) {
			logger.warn("No longer watching process {}: {}", this.child.pid(), ex.getMessage());
		}
		giveUp();
	}

	private static String watch(Watcher next, String child) throws IOException {
		try {
			return next.watch(child);
		}
		catch (IOException ex) {
			next.release();
			throw ex;
		}
	}

	private synchronized Watcher present() {
		return this.watcher;
	}

	private synchronized Watcher replace(Watcher next) {
		logger.info("Replaced the watcher of process {}, which was killed", this.child.pid());
		this.watcher = next;
		if (this.ending) {
			next.release();
		}
		return next;
	}

	private void finish(Watcher.Outcome outcome) {
		if (outcome == Watcher.Outcome.SOMETHING_LEFT) {
			logger.warn("Could not kill all processes that were started by process {}", this.child.pid());
		}
		ProcessEnd.await(this.child);
		this.gone.complete(null);
	}

	private void giveUp() {
		synchronized (this) {
			this.unwatched = true;
			if (this.ending) {
				new Descendants(this.child.toHandle()).end();
			}
		}
		ProcessEnd.await(this.child);
		this.gone.complete(null);
	}

	@Override
	public synchronized CompletableFuture<Void> end() {
		if (!this.ending) {
			this.ending = true;
			this.watcher.release();
			CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
				.execute(this::waitedLongEnough);
		}
		if (this.unwatched) {
			new Descendants(this.child.toHandle()).end();
		}
		return this.gone.copy();
	}

	private void waitedLongEnough() {
		if (this.gone.complete(null)) {
			logger.warn("Could not end process {} and all that it started within {} s", this.child.pid(),
					LIMIT.toSeconds());
		}
	}

}
