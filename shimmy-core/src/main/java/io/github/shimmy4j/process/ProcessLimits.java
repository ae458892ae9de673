package io.github.shimmy4j.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.StorageFailure;

/**
 * The limits on processes, threads and open files of this process and its children, on
 * Linux.
 */
public final class ProcessLimits {

	/** Messages of shells, the JVM, Python, C++ and the C library. */
	private static final List<String> REACHED = List.of("Cannot fork", "fork: retry", "pthread_create failed (EAGAIN)",
			"unable to create native thread", "Cannot create VM thread", "can't start new thread",
			"BlockingIOError: [Errno 11]", "what():  Resource temporarily unavailable", "Too many open files",
			"(os error 24)");

	/** Also the message of a read that has to wait: the text must name a start too. */
	private static final List<String> TRY_AGAIN = List.of("Resource temporarily unavailable", "(os error 11)");

	private static final Pattern START = Pattern.compile("fork|thread|process|spawn", Pattern.CASE_INSENSITIVE);

	/** The line between Rust's message and its cause. */
	private static final String CAUSED_BY = "Caused by:";

	private final ControlGroups groups;

	private final Path limits;

	/** Limits of the given groups, and those in a file of the kernel. */
	ProcessLimits(ControlGroups groups, Path limits) {
		this.groups = groups;
		this.limits = limits;
	}

	/** The limits on this machine; unknown if it does not run Linux. */
	public static ProcessLimits ofThisMachine() {
		return new ProcessLimits(ControlGroups.ofThisMachine(), Path.of("/proc/self/limits"));
	}

	/**
	 * Finds the line by which a failed process says that it could not start a process or
	 * thread, or open a file.
	 * @param output its output
	 * @return the last such line
	 */
	public static Optional<String> reached(List<String> output) {
		return IntStream.range(0, output.size())
			.filter((index) -> isReached(output, index))
			.mapToObj(output::get)
			.reduce((first, second) -> second)
			.map(String::strip);
	}

	private static boolean isReached(List<String> output, int index) {
		String line = output.get(index);
		if (REACHED.stream().anyMatch(line::contains)) {
			return true;
		}
		// Cargo prints the message, an empty line, "Caused by:" and the cause.
		boolean explained = index > 0 && output.get(index - 1).strip().equals(CAUSED_BY);
		String what = explained ? String.join(" ", output.subList(Math.max(0, index - 3), index + 1)) : line;
		return TRY_AGAIN.stream().anyMatch(line::contains) && START.matcher(what).find();
	}

	/**
	 * Makes the failure of a process that could not be started, or ended at once.
	 * @param code the code if no limit was reached
	 * @param message what was tried, and what happened
	 * @param cause what was caught
	 * @return SYSTEM_LIMIT with the limits; START_FAILED in place of a code that blames
	 * the program, if memory ran out; else the given code
	 */
	public static ShimmyException failure(ShimmyErrorCode code, String message, Throwable cause) {
		if (StorageFailure.isOutOfMemory(cause)) {
			boolean blamed = code == ShimmyErrorCode.BINARY_INCOMPATIBLE || code == ShimmyErrorCode.INTERNAL;
			return new ShimmyException(blamed ? ShimmyErrorCode.START_FAILED : code,
					"%s; no memory is left on this machine or in its control group".formatted(message), cause);
		}
		boolean reached = StorageFailure.code(cause, null)
			.filter((found) -> found == ShimmyErrorCode.SYSTEM_LIMIT)
			.isPresent();
		return reached
				? new ShimmyException(ShimmyErrorCode.SYSTEM_LIMIT,
						"%s; %s".formatted(message, ofThisMachine().description()), cause)
				: new ShimmyException(code, message, cause);
	}

	/** The same failure, or SYSTEM_LIMIT with the limits if the output says so. */
	public static ShimmyException failure(ShimmyException failure) {
		return reached(failure.outputTail())
			.map((line) -> new ShimmyException(ShimmyErrorCode.SYSTEM_LIMIT,
					"%s: '%s'; %s".formatted(failure.getMessage(), line, ofThisMachine().description()), failure,
					failure.exitStatus(), failure.outputTail()))
			.orElse(failure);
	}

	/** A clause with the value of each known limit. */
	public String description() {
		List<String> known = new ArrayList<>();
		group("pids.max").filter((max) -> !max.equals("max"))
			.ifPresent((max) -> known.add("pids.max of the control group is %s%s".formatted(max,
					group("pids.current").map((used) -> ", " + used + " are in use").orElse(""))));
		limit("Max processes").ifPresent((max) -> known.add("ulimit -u is " + max));
		limit("Max open files").ifPresent((max) -> known.add("ulimit -n is " + max));
		return known.isEmpty() ? "the limits are not known on this system" : String.join("; ", known);
	}

	private Optional<String> limit(String name) {
		return ControlGroups.lines(this.limits)
			.stream()
			.filter((line) -> line.startsWith(name))
			.map((line) -> line.substring(name.length()).strip().split("\\s+")[0])
			.findFirst();
	}

	private Optional<String> group(String file) {
		return this.groups.directories("pids")
			.stream()
			.flatMap((group) -> ControlGroups.lines(group.resolve(file)).stream())
			.map(String::strip)
			.findFirst();
	}

}
