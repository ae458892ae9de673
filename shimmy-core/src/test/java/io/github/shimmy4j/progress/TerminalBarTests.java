package io.github.shimmy4j.progress;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link TerminalBar}. */
class TerminalBarTests {

	private final StringWriter screen = new StringWriter();

	@Test
	void barGrowsOnOneLine() {
		try (TerminalBar bar = new TerminalBar(new PrintWriter(this.screen))) {
			assertThat(bar.isShown()).isFalse();
			bar.draw("tiny", Progress.ofBytes(0, 300_000, "source"));
			bar.draw("tiny", Progress.ofBytes(150_000, 300_000, "source"));
			bar.draw("tiny", Progress.ofBytes(300_000, 300_000, "source"));
			assertThat(bar.isShown()).isTrue();
		}
		assertThat(this.screen.toString().split("\r")).containsExactly("",
				"tiny [" + " ".repeat(30) + "]   0 % of 0.3 MB",
				"tiny [" + "#".repeat(15) + " ".repeat(15) + "]  50 % of 0.3 MB",
				"tiny [" + "#".repeat(30) + "] 100 % of 0.3 MB" + System.lineSeparator());
	}

	/** Issue 13: a name could clear the screen. */
	@Test
	void nameIsPrintableAndShort() {
		try (TerminalBar bar = new TerminalBar(new PrintWriter(this.screen))) {
			bar.draw("a\u001b[2J\nb" + "x".repeat(500), Progress.ofBytes(1, 300_000, "source"));
		}
		assertThat(this.screen.toString()).startsWith("\ra\\u001b[2J\\nbxxx")
			.doesNotContain("\u001b")
			.hasSizeLessThan(130);
	}

	@Test
	void moreThanTheTotalFillsTheBar() {
		try (TerminalBar bar = new TerminalBar(new PrintWriter(this.screen))) {
			bar.draw("tiny", Progress.ofBytes(400_000, 300_000, "source"));
		}
		assertThat(this.screen.toString()).contains("[" + "#".repeat(30) + "]");
	}

	@Test
	void nothingIsDrawnWithoutATerminalOrATotal() {
		try (TerminalBar none = new TerminalBar(null);
				TerminalBar bar = new TerminalBar(new PrintWriter(this.screen))) {
			none.draw("tiny", Progress.ofBytes(1, 2, "source"));
			bar.draw("tiny", Progress.ofBytes(1, Progress.UNKNOWN_TOTAL, "source"));
		}
		assertThat(this.screen.toString()).isEmpty();
	}

}
