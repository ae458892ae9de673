package io.github.shimmy4j.text;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.CallerBoundaryAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A logger whose lines are printable, whatever text its arguments quote. All modules use
 * this logger only, so that no caller has to make text printable; {@code HouseRules}
 * checks it.
 */
public final class PrintableLogger {

	private static final String BOUNDARY = PrintableLogger.class.getName();

	private final Logger logger;

	private PrintableLogger(Logger logger) {
		this.logger = logger;
	}

	/** The logger with the name of a class. */
	public static PrintableLogger of(Class<?> type) {
		return new PrintableLogger(LoggerFactory.getLogger(type));
	}

	/**
	 * Whether lines at level INFO are written, for callers whose lines cost something.
	 */
	public boolean isInfoEnabled() {
		return this.logger.isInfoEnabled();
	}

	/**
	 * Logs at level DEBUG.
	 * @param message text with a pair of braces for each argument
	 * @param arguments values for the braces; a failure at the end is logged with its
	 * trace
	 */
	public void debug(String message, @Nullable Object... arguments) {
		log(Level.DEBUG, message, arguments);
	}

	/** Logs at level INFO; parameters as for {@link #debug}. */
	public void info(String message, @Nullable Object... arguments) {
		log(Level.INFO, message, arguments);
	}

	/** Logs at level WARN; parameters as for {@link #debug}. */
	public void warn(String message, @Nullable Object... arguments) {
		log(Level.WARN, message, arguments);
	}

	/** Logs at level ERROR; parameters as for {@link #debug}. */
	public void error(String message, @Nullable Object... arguments) {
		log(Level.ERROR, message, arguments);
	}

	private void log(Level level, String message, @Nullable Object... arguments) {
		if (!this.logger.isEnabledForLevel(level)) {
			return;
		}
		LoggingEventBuilder event = this.logger.atLevel(level).setMessage(PrintableText.of(message));
		if (event instanceof CallerBoundaryAware aware) {
			aware.setCallerBoundary(BOUNDARY);
		}
		for (int index = 0; index < arguments.length; index++) {
			Object argument = arguments[index];
			if (argument instanceof Throwable failure && index == arguments.length - 1) {
				event = event.setCause(PrintableText.of(failure));
			}
			else {
				event = event.addArgument(printable(argument));
			}
		}
		event.log();
	}

	private static @Nullable Object printable(@Nullable Object argument) {
		return (argument == null || argument instanceof Number || argument instanceof Boolean) ? argument
				: PrintableText.of(argument.toString());
	}

}
