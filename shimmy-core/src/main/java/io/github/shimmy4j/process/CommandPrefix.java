package io.github.shimmy4j.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that is put in front of a command, such as {@code setsid}. It prepares the
 * process and then becomes the command, so the process id stays the same.
 *
 * @param words the program and its options; empty if this machine has no such program
 */
record CommandPrefix(List<String> words) {

	private static final CommandPrefix NONE = new CommandPrefix(List.of());

	private static final long TRIAL_SECONDS = 5;

	CommandPrefix {
		words = List.copyOf(words);
	}

	/**
	 * Runs a command in its own session. Ctrl-C in the terminal then reaches the
	 * application only, which ends the process in order; and the process can be killed
	 * together with its children. Where no program can do it, the process shares the
	 * terminal.
	 */
	static CommandPrefix ownSession(SearchPath path) {
		return path.find("setsid")
			.map(CommandPrefix::of)
			// For macOS, which has the system call but no program for it.
			.or(() -> path.find("perl")
				.map((perl) -> of(perl, "-MPOSIX=setsid", "-e", "setsid(); exec { $ARGV[0] } @ARGV; exit 127", "--")))
			.orElse(NONE);
	}

	/**
	 * Lets the operating system kill a process when its parent dies; more exactly, when
	 * the <em>thread</em> that started it ends.
	 */
	static CommandPrefix deathSignal(SearchPath path) {
		return path.find("setpriv")
			.map((setpriv) -> of(setpriv, "--pdeathsig", "KILL", "--"))
			// Busybox's setpriv lacks the option, and a sandbox may forbid it.
			.filter(CommandPrefix::works)
			.orElse(NONE);
	}

	private static CommandPrefix of(Path program, String... options) {
		return new CommandPrefix(Stream.concat(Stream.of(program.toString()), Stream.of(options)).toList());
	}

	private boolean works() {
		try {
			Process trial = new ProcessBuilder(wrap(List.of("/bin/sh", "-c", ":"))).redirectOutput(Redirect.DISCARD)
				.redirectError(Redirect.DISCARD)
				.start();
			trial.getOutputStream().close();
			// Not waitFor, which an interrupted thread cannot use.
			return ChildProcess.endOf(trial)
				.completeOnTimeout(trial, TRIAL_SECONDS, TimeUnit.SECONDS)
				.thenApply((ended) -> !ended.isAlive() && ended.exitValue() == 0)
				.join();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** The command behind this prefix. */
	List<String> wrap(List<String> command) {
		return Stream.concat(this.words.stream(), command.stream()).toList();
	}

}
