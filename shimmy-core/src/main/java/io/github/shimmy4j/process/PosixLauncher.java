package io.github.shimmy4j.process;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.WatchedChild.Watcher;
import io.github.shimmy4j.process.WatchedChild.Watchers;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/** Starts processes on Linux and macOS, each with its own watcher. */
final class PosixLauncher implements ProcessLauncher {

	private static final PrintableLogger logger = PrintableLogger.of(PosixLauncher.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	private final GuardedStart start;

	private final Watchers watchers;

	private final SearchPath path;

	PosixLauncher(GuardedStart start, Watchers watchers, SearchPath path) {
		this.start = start;
		this.watchers = watchers;
		this.path = path;
	}

	static PosixLauncher ofThisMachine() {
		return OfThisMachine.INSTANCE;
	}

	@Override
	public ChildProcess launch(ProcessSpec spec, Consumer<OutputLine> listener) throws IOException {
		CompletableFuture<ChildProcess> started = new CompletableFuture<>();
		// The death signal is sent when the thread that started the process ends. The
		// caller's thread may end early: it may be virtual, or one of a pool.
		Threads.daemon("shimmy-child", () -> run(spec, listener, started)).start();
		try {
			return started.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof IOException failure) {
				throw new IOException(failure.getMessage(), failure);
			}
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	/** Runs for as long as the process. */
	private void run(ProcessSpec spec, Consumer<OutputLine> listener, CompletableFuture<ChildProcess> started) {
		try {
			Spawn spawn = new Spawn(spec, this.path.resolve(spec.command(), spec.workingDirectory()), listener);
			Watcher watcher = startWatcher(spawn.nonce());
			if (watcher != null) {
				guarded(spawn, watcher, started);
			}
			else {
				unguarded(spawn, started);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			started.completeExceptionally(ex);
		}
	}

	private @Nullable Watcher startWatcher(String nonce) {
		try {
			return this.watchers.start(nonce);
		}
		catch (IOException ex) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Processes that this application starts may outlive it if it is killed: {}",
						ex.getMessage());
			}
			return null;
		}
	}

	private void guarded(Spawn spawn, Watcher watcher, CompletableFuture<ChildProcess> started) throws IOException {
		WatchedChild watched;
		try {
			Process process = spawn.start(this.start.command(spawn.command(), ProcessHandle.current().pid()));
			Thread.currentThread().setName("shimmy-child-" + process.pid());
			watched = watch(process, spawn.nonce(), watcher);
			this.start.go(process);
			started.complete(spawn.adopt(process, watched));
		}
		catch (IOException | RuntimeException | Error ex) {
			watcher.release();
			throw ex;
		}
		watched.keep();
	}

	private WatchedChild watch(Process process, String nonce, Watcher watcher) throws IOException {
		try {
			return WatchedChild.begin(process, nonce, this.watchers, watcher);
		}
		catch (IOException ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	private void unguarded(Spawn spawn, CompletableFuture<ChildProcess> started) throws IOException {
		Process process = spawn.start(this.start.unguarded(spawn.command()));
		Thread.currentThread().setName("shimmy-child-" + process.pid());
		started.complete(spawn.adopt(process, new Descendants(process.toHandle())));
		ChildProcess.awaitEnd(process);
	}

	/** Made once, since finding the death signal runs a trial process. */
	private static final class OfThisMachine {

		static final PosixLauncher INSTANCE = of(SearchPath.of(System.getenv()));

		private static PosixLauncher of(SearchPath path) {
			return new PosixLauncher(GuardedStart.find(path), Watchers.find(path), path);
		}

	}

}
