package io.github.shimmy4j.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets the operating system kill a process when its parent dies: more exactly, when the
 * <em>thread</em> that started it ends.
 *
 * @param prefix what stands before a command for it; empty where nothing can do it
 */
record DeathSignal(List<String> prefix) {

	private static final long TRIAL_SECONDS = 5;

	DeathSignal {
		prefix = List.copyOf(prefix);
	}

	static DeathSignal find(SearchPath path) {
		return path.find("setpriv")
			.map(DeathSignal::of)
			// Busybox has a setpriv without it, and a sandbox may forbid it.
			.filter(DeathSignal::works)
			.orElseGet(() -> new DeathSignal(List.of()));
	}

	private static DeathSignal of(Path setpriv) {
		return new DeathSignal(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"));
	}

	private boolean works() {
		try {
			Process trial = new ProcessBuilder(wrap(List.of("/bin/sh", "-c", ":"))).redirectOutput(Redirect.DISCARD)
				.redirectError(Redirect.DISCARD)
				.start();
			trial.getOutputStream().close();
			// Not waitFor, which a thread that was interrupted cannot use.
			return ProcessEnd.of(trial)
				.completeOnTimeout(trial, TRIAL_SECONDS, TimeUnit.SECONDS)
				.thenApply((ended) -> !ended.isAlive() && ended.exitValue() == 0)
				.join();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** The command that runs a command with it; the process id stays the same. */
	List<String> wrap(List<String> command) {
		List<String> wrapped = new ArrayList<>(this.prefix);
		wrapped.addAll(command);
		return wrapped;
	}

}
