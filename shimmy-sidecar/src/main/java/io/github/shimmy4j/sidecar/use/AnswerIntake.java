package io.github.shimmy4j.sidecar.use;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.ServerError;
import io.github.shimmy4j.sidecar.ServerUse;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the answer of an exchange as it arrives: what of it is delivered, what it says
 * of the server's progress, and what it teaches about the server's speed. An answer that
 * cannot be understood fails at once, and nothing of the rest is delivered. For one
 * thread.
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

	/** Null until it is there. */
	private @Nullable Duration firstToken;

	private boolean whole;

	private @Nullable ShimmyException failure;

	/**
	 * The intake of an answer that is about to be asked for.
	 * @param exchange the exchange, whose use was granted
	 * @param form how the answer is delivered
	 * @param rule how long the server may be silent
	 * @param promptBytes size of what the server has to read
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
	 * How long the server may be silent.
	 * @return the limit, to be held by whoever waits for the server
	 */
	public SilenceLimit silence() {
		return this.silence;
	}

	/**
	 * The media type of what is delivered.
	 * @return value of the header {@code Content-Type}
	 */
	public String contentType() {
		return this.form.contentType();
	}

	/** The request goes out now. */
	public void sending() {
		this.sent = this.nanoTime.getAsLong();
		use().reading(this.patience.firstToken());
	}

	/**
	 * Takes bytes of an answer with a good status.
	 * @param arrived any number of bytes, cut anywhere
	 * @return what is to be delivered now; may be empty
	 */
	public String read(ByteBuffer arrived) {
		understand(() -> this.reader.read(arrived));
		tellProgress();
		return taken();
	}

	/**
	 * The answer has ended.
	 * @return what is to be delivered now; may be empty
	 */
	public String end() {
		understand(this.reader::end);
		return taken();
	}

	/**
	 * Takes the body of an answer with a bad status.
	 * @param body what the server said
	 * @return what is to be delivered, in OpenAI's shape
	 */
	public String error(String body) {
		return this.form.model().shownIn(ServerError.body(body));
	}

	/**
	 * Whether the answer came to its good end: whatever the connection does then does not
	 * matter.
	 * @return true if all of it was delivered
	 */
	public boolean isWhole() {
		return this.whole;
	}

	/**
	 * What was wrong with the answer.
	 * @return the failure, or null if there is none so far
	 */
	public @Nullable ShimmyException failure() {
		return this.failure;
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
		if (this.reader.takeProgress()) {
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

	/** A server that bursts says nothing of the time that reading took. */
	private void learn() {
		if (this.firstToken != null && !this.patience.whole()) {
			this.rule.learn(this.exchange.endpoint(), this.reader.usage(), this.firstToken);
		}
	}

	private ServerUse use() {
		return this.exchange.use().join();
	}

}
