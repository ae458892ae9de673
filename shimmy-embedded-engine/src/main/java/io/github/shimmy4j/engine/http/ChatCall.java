package io.github.shimmy4j.engine.http;

import io.github.shimmy4j.engine.generation.ChatRequest;

/**
 * A request for an answer, as it came by HTTP.
 *
 * @param model id that the answer carries
 * @param stream whether the answer comes as events
 * @param includeUsage whether one of those tells what it took
 * @param request what is to be answered
 */
record ChatCall(String model, boolean stream, boolean includeUsage, ChatRequest request) {

}
