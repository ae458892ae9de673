package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.generation.ChatRequest;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;

/**
 * A chat request, as it was sent by HTTP.
 *
 * @param model id of the model, repeated in the answer
 * @param stream whether the answer is a stream of events
 * @param includeUsage whether one of the events has the usage
 * @param request the request
 * @param translation of the answer, into calls of tools where there are some
 */
record ChatCall(String model, boolean stream, boolean includeUsage, ChatRequest request,
		AnswerTranslation translation) {

}
