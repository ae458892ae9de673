package io.github.shimmy4j.accelerator;

import java.util.List;

/** Result of running a tool. */
sealed interface ToolResult {

	/** The tool ended after it had printed these lines. */
	record Printed(int status, List<String> lines) implements ToolResult {

		public Printed {
			lines = List.copyOf(lines);
		}

	}

	/** The tool is not installed on this machine. */
	record Missing() implements ToolResult {
	}

	/** The tool could not be run, or did not end; the clause follows its name. */
	record Failed(String why) implements ToolResult {
	}

	/** Lines of a tool that succeeded; empty for any other. */
	default List<String> lines() {
		return (this instanceof Printed printed && printed.status() == 0) ? printed.lines() : List.of();
	}

	/** Whether the tool ended, so that a missing device in its output means none. */
	default boolean isConclusive() {
		return this instanceof Printed;
	}

	/** Why a tool named no device, as a clause that follows its name. */
	default String complaint() {
		if (this instanceof Missing) {
			return "was not found";
		}
		if (this instanceof Failed failed) {
			return failed.why();
		}
		Printed printed = (Printed) this;
		if (printed.status() == 0) {
			return "lists no GPU";
		}
		return printed.lines()
			.stream()
			.filter((line) -> !line.isBlank())
			.findFirst()
			.map((line) -> "failed: " + line.strip())
			.orElse("failed with status " + printed.status());
	}

}
