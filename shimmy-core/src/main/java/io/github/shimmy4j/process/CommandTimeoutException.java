package io.github.shimmy4j.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A program had not ended within its time limit and was killed. */
public final class CommandTimeoutException extends IOException {

	private static final long serialVersionUID = 1L;

	private final List<String> outputTail;

	CommandTimeoutException(ProcessSpec spec, Duration limit, List<String> outputTail) {
		super("'%s' did not end within %s".formatted(spec.commandLine(),
				(limit.toMinutes() > 0) ? limit.toMinutes() + " min" : limit.toMillis() + " ms"));
		this.outputTail = outputTail;
	}

	/** Last lines of standard output, then of standard error; none is blank. */
	public List<String> outputTail() {
		return this.outputTail;
	}

}
