package io.github.shimmy4j.autoconfigure.chat.transport;

import java.time.Duration;

import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.Usage;
import io.github.shimmy4j.sidecar.ServerEndpoint;

/**
 * What a request asks of a server, and what its answer teaches about that server.
 */
final class AskedAnswer {

	private final AnswerForm form;

	private final Patience patience;

	private final ServerEndpoint endpoint;

	private final PatienceRule rule;

	/**
	 * An answer that is asked for.
	 * @param form form of the answer
	 * @param patience how long the server may be silent
	 * @param endpoint the server
	 * @param rule learns from the answer
	 */
	AskedAnswer(AnswerForm form, Patience patience, ServerEndpoint endpoint, PatienceRule rule) {
		this.form = form;
		this.patience = patience;
		this.endpoint = endpoint;
		this.rule = rule;
	}

	AnswerForm form() {
		return this.form;
	}

	Patience patience() {
		return this.patience;
	}

	/** A server that bursts says nothing of the time that reading took. */
	void learn(Usage usage, Duration firstToken) {
		if (!this.patience.whole()) {
			this.rule.learn(this.endpoint, usage, firstToken);
		}
	}

}
