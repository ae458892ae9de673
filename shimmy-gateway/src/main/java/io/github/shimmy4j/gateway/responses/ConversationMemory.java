package io.github.shimmy4j.gateway.responses;

import java.util.List;

import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.RequestBody;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.responses.InputItems;
import org.springframework.http.server.reactive.ServerHttpRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conversations that requests go on with. What is read of them counts for the memory
 * of the request's body.
 */
final class ConversationMemory {

	private static final String PREVIOUS = "previous_response_id";

	private final ResponseStore store;

	/** Reads a store. */
	ConversationMemory(ResponseStore store) {
		this.store = store;
	}

	/**
	 * The items of the conversation that a request goes on with.
	 * @param body body of the request
	 * @param owner id of the caller's key
	 * @param request the request
	 * @return none if it begins a conversation
	 * @throws RequestException if the response is not stored
	 * @throws InvalidFieldException if its id is no text
	 */
	List<StoredItem> earlier(ObjectNode body, String owner, ServerHttpRequest request) {
		JsonNode previous = body.path(PREVIOUS);
		if (previous.isMissingNode() || previous.isNull()) {
			return List.of();
		}
		if (!previous.isString()) {
			throw InvalidFieldException.rejected(PREVIOUS, previous, "a text");
		}
		List<StoredItem> earlier = this.store.get(owner, previous.asString())
			.orElseThrow(() -> RequestException.missing("previous_response_not_found", PREVIOUS,
					InvalidFieldException
						.rejected(PREVIOUS, previous, "the id of a response that is " + this.store.rule())
						.getMessage()))
			.conversation();
		earlier.forEach((item) -> RequestBody.takeMore(item.bytes(), request));
		return earlier;
	}

	/**
	 * Puts stored items into the place of references to them.
	 * @param body body of the request
	 * @param owner id of the caller's key
	 * @param request the request
	 * @throws InvalidFieldException if an item is not stored
	 */
	ObjectNode resolved(ObjectNode body, String owner, ServerHttpRequest request) {
		return InputItems.resolved(body, (id) -> this.store.item(owner, id).map((item) -> {
			RequestBody.takeMore(item.bytes(), request);
			return item.json();
		}).orElse(null));
	}

	/**
	 * The items of a request as they will be stored. They are written before the request
	 * is sent: at the end of the answer, writing a long input would hold up the thread
	 * that reads from the server.
	 * @param body body of the request, without references
	 * @param earlier the items before those of the request
	 * @param id id of the answer, without prefix
	 * @param request the request
	 */
	List<StoredItem> input(ObjectNode body, List<StoredItem> earlier, String id, ServerHttpRequest request) {
		List<String> ids = earlier.stream().map(StoredItem::id).toList();
		List<StoredItem> input = InputItems.of(body, id, ids).stream().map(StoredItem::of).toList();
		input.forEach((item) -> RequestBody.takeCopy(item.bytes(), request));
		return input;
	}

	/**
	 * Stores a response. One that has no place says that it is not stored.
	 * @param response the finished response
	 * @param owner id of the caller's key
	 * @param earlier the items before those of the request
	 * @param input the items of the request
	 */
	void store(ObjectNode response, String owner, List<StoredItem> earlier, List<StoredItem> input) {
		if (!this.store.put(StoredResponse.of(owner, response, earlier, input))) {
			response.put("store", false);
		}
	}

}
