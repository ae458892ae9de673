package io.github.shimmy4j.autoconfigure.chat.transport;

import java.time.Duration;

import io.github.shimmy4j.sidecar.ServerEndpoint;

/**
 * What a request asks of a server.
 *
 * @param form form of the answer
 * @param patience how long the server may be silent
 * @param endpoint the server
 * @param rule learns from its answer
 */
record AskedAnswer(AnswerForm form, Patience patience, ServerEndpoint endpoint, PatienceRule rule) {

	void learn(PromptUsage usage, Duration firstToken) {
		if (!this.patience.whole()) {
			this.rule.learn(this.endpoint, usage, firstToken);
		}
	}

}
