package io.github.shimmy4j.gateway.http;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes one line for each request, never with content. A thread of its own writes, since
 * the log may be a pipe that nobody reads at the moment, which must not stop the threads
 * that serve. The logger's name is that of this class.
 */
public final class RequestLog implements RequestLogListener, AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(RequestLog.class);

	/** Lines that wait for the log; more would fill the memory while it stands still. */
	private static final int MAX_LINES = 10_000;

	private static final Pattern PLAIN = Pattern.compile("[\\w./:@+-]{1,200}");

	private final AtomicLong dropped = new AtomicLong();

	private final ThreadPoolExecutor writer = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(MAX_LINES), RequestLog::thread);

	/** Starts no thread yet. */
	public RequestLog() {
		this.writer.allowCoreThreadTimeOut(true);
	}

	private static Thread thread(Runnable work) {
		Thread thread = new Thread(work, "shimmy-request-log");
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void ended(RequestLogEntry entry, ServerWebExchange exchange) {
		if (!logger.isInfoEnabled()) {
			return;
		}
		try {
			this.writer.execute(() -> write(entry));
		}
		catch (RejectedExecutionException ex) {
			this.dropped.incrementAndGet();
		}
	}

	private void write(RequestLogEntry entry) {
		long lost = this.dropped.getAndSet(0);
		if (lost > 0) {
			logger.warn("Requests that are missing here, because the log was too slow: {}", lost);
		}
		logger.info("Request ended: {}", line(entry));
	}

	static String line(RequestLogEntry entry) {
		Line line = new Line();
		line.add("method", entry.method());
		line.add("path", entry.path());
		line.add("status", entry.status());
		line.add("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
		Failure failure = entry.failure();
		if (failure != null) {
			line.add("error", failure.code());
		}
		line.add("key", entry.caller());
		String model = entry.model();
		if (model != null) {
			line.add("model", model);
			line.add("stream", entry.stream());
			line.add("queued", entry.queued());
			line.add("firstToken", entry.firstToken());
		}
		line.add("total", entry.total());
		if (model != null) {
			Usage usage = entry.usage();
			line.add("tokensIn", usage.promptTokens());
			line.add("cached", usage.cachedTokens());
			line.add("tokensOut", usage.completionTokens());
		}
		return line.text.toString();
	}

	/** Writes the lines that wait, for two seconds at most. */
	@Override
	public void close() {
		this.writer.shutdown();
		try {
			if (!this.writer.awaitTermination(2, TimeUnit.SECONDS)) {
				this.writer.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Pairs of a name and a value. */
	private static final class Line {

		private final StringBuilder text = new StringBuilder();

		void add(String name, @Nullable Object value) {
			this.text.append(this.text.isEmpty() ? "" : " ").append(name).append('=').append(shown(value));
		}

		/**
		 * Texts that could look like another pair are quoted: a client chooses path and
		 * model.
		 */
		private static String shown(@Nullable Object value) {
			if (value == null || value.equals("")) {
				return "-";
			}
			if (value instanceof Duration duration) {
				return duration.toMillis() + "ms";
			}
			if (value instanceof String text && !PLAIN.matcher(text).matches()) {
				return '"' + PrintableText.of(text, PrintableText.NAME_LENGTH).replace('"', '\'') + '"';
			}
			return value.toString();
		}

	}

}
