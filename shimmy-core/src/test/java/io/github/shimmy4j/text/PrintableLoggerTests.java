package io.github.shimmy4j.text;

import java.io.IOException;
import java.nio.file.Path;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PrintableLogger}; issue 13. */
class PrintableLoggerTests {

	private final Logger underneath = (Logger) LoggerFactory.getLogger(PrintableLoggerTests.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {

		@Override
		protected void append(ILoggingEvent line) {
			// The caller is known only while the line is logged.
			line.getCallerData();
			super.append(line);
		}

	};

	private final PrintableLogger logger = PrintableLogger.of(PrintableLoggerTests.class);

	@BeforeEach
	void listen() {
		this.lines.start();
		this.underneath.addAppender(this.lines);
		this.underneath.setLevel(Level.INFO);
	}

	@AfterEach
	void stopListening() {
		this.underneath.detachAppender(this.lines);
		this.underneath.setLevel(null);
	}

	@Test
	void argumentsArePrintable() {
		this.logger.info("Model '{}' in '{}' has {} bytes, {}", "a\n2026 ERROR forged", Path.of("b\u001b[2J"), 12L,
				null);
		assertThat(line().getFormattedMessage())
			.isEqualTo("Model 'a\\n2026 ERROR forged' in 'b\\u001b[2J' has 12 bytes, null");
		assertThat(line().getLevel()).isEqualTo(Level.INFO);
		assertThat(line().getLoggerName()).isEqualTo(PrintableLoggerTests.class.getName());
	}

	@Test
	void messageIsPrintable() {
		this.logger.error("a\nb");
		assertThat(line().getFormattedMessage()).isEqualTo("a\\nb");
	}

	@Test
	void failureAsLastArgumentIsItsTrace() {
		this.logger.warn("'{}' cannot be read", "a\rb", new IOException("c\u0007d"));
		assertThat(line().getFormattedMessage()).isEqualTo("'a\\rb' cannot be read");
		assertThat(line().getThrowableProxy().getMessage()).isEqualTo("c\\u0007d");
	}

	@Test
	void callerOfALogLineIsTheClassThatLogs() {
		this.logger.info("here");
		assertThat(line().getCallerData()[0].getClassName()).isEqualTo(PrintableLoggerTests.class.getName());
	}

	@Test
	void levelThatIsOffIsSilent() {
		this.logger.debug("{}", new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("nobody reads this");
			}

		});
		assertThat(this.lines.list).isEmpty();
	}

	private ILoggingEvent line() {
		assertThat(this.lines.list).hasSize(1);
		return this.lines.list.get(0);
	}

}
