package io.github.shimmy4j.sidecar.use;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.protocol.openai.ServerError;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.PatienceRule.Patience;
import io.github.shimmy4j.sidecar.use.PatienceRule.SilenceLimit;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the answer of an exchange as it arrives: returns the text to deliver, reports
 * the server's progress, and measures its speed. An invalid answer fails at once, and
 * nothing more of it is delivered. For one thread.
 */
public final class AnswerIntake {

	private final Exchange exchange;

	private final AnswerForm form;

	private final AnswerReader reader;

	private final PatienceRule rule;

	private final Patience patience;

	private final SilenceLimit silence;

	private final LongSupplier nanoTime;

	private long sent;

	/** Null until the first token has arrived. */
	private @Nullable Duration firstToken;

	private boolean whole;

	private @Nullable ShimmyException failure;

	/**
	 * Prepares for the answer to a request that is about to be sent.
	 * @param exchange exchange with a granted use
	 * @param form form in which the answer is delivered
	 * @param rule decides how long the server may be silent
	 * @param promptBytes size of the prompt
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public AnswerIntake(Exchange exchange, AnswerForm form, PatienceRule rule, long promptBytes,
			LongSupplier nanoTime) {
		this.exchange = exchange;
		this.form = form;
		this.reader = new AnswerReader(form);
		this.rule = rule;
		this.patience = rule.of(exchange.endpoint(), promptBytes);
		this.silence = new SilenceLimit(this.patience);
		this.nanoTime = nanoTime;
	}

	/**
	 * Limit on the server's silence, against which the HTTP client measures its waits.
	 */
	public SilenceLimit silence() {
		return this.silence;
	}

	/** Media type of the delivered text. */
	public String contentType() {
		return this.form.contentType();
	}

	/** The request is being sent. */
	public void sending() {
		this.sent = this.nanoTime.getAsLong();
		use().reading(this.patience.firstToken());
	}

	/** Takes bytes of a successful answer; returns the text to deliver now. */
	public String read(ByteBuffer arrived) {
		understand(() -> this.reader.read(arrived));
		tellProgress();
		return taken();
	}

	/** The answer has ended; returns the text to deliver now. */
	public String end() {
		understand(this.reader::end);
		return taken();
	}

	/** Takes the body of an error answer; returns it in OpenAI's format. */
	public String error(String body) {
		return this.form.model().shownIn(ServerError.body(body));
	}

	/** Whether the answer is complete, so that a broken connection no longer matters. */
	public boolean isWhole() {
		return this.whole;
	}

	/** Failure of the answer, or null if there is none so far. */
	public @Nullable ShimmyException failure() {
		return this.failure;
	}

	/** The last numbers of tokens that the server has reported. */
	public Usage usage() {
		return this.reader.usage();
	}

	/** Time from sending to the first token; null until it has arrived. */
	public @Nullable Duration firstToken() {
		return this.firstToken;
	}

	private void understand(Runnable step) {
		if (this.failure != null || this.whole) {
			return;
		}
		try {
			step.run();
		}
		catch (ShimmyException ex) {
			this.failure = ex;
		}
	}

	private void tellProgress() {
		boolean grew = this.reader.takeGrowth();
		if (this.reader.takeProgress() || use().heartbeatsCount()) {
			this.silence.progressed();
			if (this.firstToken == null && !grew) {
				use().reading(this.patience.firstToken());
			}
		}
		if (grew) {
			if (this.firstToken == null) {
				this.firstToken = Duration.ofNanos(this.nanoTime.getAsLong() - this.sent);
				this.silence.tokensBegan();
			}
			use().progressed();
		}
	}

	private String taken() {
		String text = this.form.take();
		if (this.reader.takeDone()) {
			this.whole = true;
			learn();
		}
		return (this.failure == null) ? text : "";
	}

	/** The first token of a server that bursts says nothing about its reading speed. */
	private void learn() {
		if (this.firstToken != null && !this.patience.whole()) {
			this.rule.learn(this.exchange.endpoint(), this.reader.usage(), this.firstToken);
		}
	}

	private ServerUse use() {
		return this.exchange.use().join();
	}

}
