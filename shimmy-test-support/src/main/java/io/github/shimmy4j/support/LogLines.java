package io.github.shimmy4j.support;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/** Records the log lines of a class until this is closed. */
public final class LogLines implements AutoCloseable {

	private final Logger logger;

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	/** Listens to one class. */
	public LogLines(Class<?> type) {
		this.logger = (Logger) LoggerFactory.getLogger(type);
		this.lines.start();
		this.logger.addAppender(this.lines);
	}

	/** The lines of one level, oldest first. */
	public List<String> at(Level level) {
		return List.copyOf(this.lines.list)
			.stream()
			.filter((line) -> line.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.lines);
	}

}
