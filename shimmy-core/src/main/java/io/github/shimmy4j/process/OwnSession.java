package io.github.shimmy4j.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts a process into a session of its own, so that Ctrl-C in the terminal of the
 * application ends the application, which then ends the process in order, and not both at
 * once; and so that it can be killed together with its children.
 *
 * @param prefix what stands before a command for it; empty where nothing can do it, and a
 * child shares the terminal then
 */
record OwnSession(List<String> prefix) {

	/** For macOS, which has the call but no program for it. */
	private static final List<String> PERL = List.of("-MPOSIX=setsid", "-e",
			"setsid(); exec { $ARGV[0] } @ARGV; exit 127", "--");

	OwnSession {
		prefix = List.copyOf(prefix);
	}

	static OwnSession find(SearchPath path) {
		return path.find("setsid")
			.map((setsid) -> new OwnSession(List.of(setsid.toString())))
			.or(() -> path.find("perl").map((perl) -> {
				List<String> prefix = new ArrayList<>(List.of(perl.toString()));
				prefix.addAll(PERL);
				return new OwnSession(prefix);
			}))
			.orElseGet(() -> new OwnSession(List.of()));
	}

	/**
	 * The command that runs a command in its own session; the process id stays the same.
	 */
	List<String> wrap(List<String> command) {
		List<String> wrapped = new ArrayList<>(this.prefix);
		wrapped.addAll(command);
		return wrapped;
	}

}
