package io.github.shimmy4j.process;

import java.util.List;
import java.util.stream.IntStream;

import io.github.shimmy4j.process.ChildProcess.OutputTail;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutputTailTests {

	private final OutputTail tail = new OutputTail();

	@Test
	void linesOfBothChannelsAreKeptInTheOrderTheyCame() {
		this.tail.add(new OutputLine(OutputLine.Channel.STDOUT, "ready"));
		this.tail.add(new OutputLine(OutputLine.Channel.STDERR, "panicked"));
		assertThat(this.tail.lines()).containsExactly("ready", "panicked");
	}

	@Test
	void linesWhenMoreCameThanAreKeptAreTheLast() {
		List<String> all = IntStream.range(0, OutputTail.MAX_LINES + 5).mapToObj((i) -> "line " + i).toList();
		all.forEach((line) -> this.tail.add(new OutputLine(OutputLine.Channel.STDOUT, line)));
		assertThat(this.tail.lines()).isEqualTo(all.subList(5, all.size()));
	}

	/** Issue 13: failures and the endpoint showed these lines unescaped. */
	@Test
	void linesArePrintable() {
		this.tail.add(new OutputLine(OutputLine.Channel.STDOUT, "\u001b]0;owned\u0007\tat x \u202e é"));
		assertThat(this.tail.lines()).containsExactly("\\u001b]0;owned\\u0007\tat x \\u202e é");
	}

	@Test
	void linesAreACopyThatLaterOutputDoesNotChange() {
		List<String> before = this.tail.lines();
		this.tail.add(new OutputLine(OutputLine.Channel.STDOUT, "later"));
		assertThat(before).isEmpty();
	}

}
