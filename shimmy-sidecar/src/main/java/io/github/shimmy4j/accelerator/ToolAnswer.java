package io.github.shimmy4j.accelerator;

import java.util.List;

/** What came of running a tool. */
sealed interface ToolAnswer {

	/** It ran to its end and printed this. */
	record Printed(int status, List<String> lines) implements ToolAnswer {

		public Printed {
			lines = List.copyOf(lines);
		}

	}

	/** It is not on this machine. */
	record Missing() implements ToolAnswer {
	}

	/** It did not run, or not to its end; the clause follows its name. */
	record Failed(String why) implements ToolAnswer {
	}

	/** Lines of a tool that ended well; none of any other. */
	default List<String> lines() {
		return (this instanceof Printed printed && printed.status() == 0) ? printed.lines() : List.of();
	}

	/** Whether the tool said what it had to say, be it that there is nothing. */
	default boolean isConclusive() {
		return this instanceof Printed;
	}

	/** What to say of a tool that named no device, after its name. */
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
