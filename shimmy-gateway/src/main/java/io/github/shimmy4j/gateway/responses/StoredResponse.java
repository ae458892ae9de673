package io.github.shimmy4j.gateway.responses;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A finished response with its conversation. Responses of one conversation share their
 * items.
 *
 * @param owner id of the caller's key; empty if no key is required
 * @param response the response
 * @param earlier the items before those of the request
 * @param input the items of the request
 * @param output the items of the answer
 */
record StoredResponse(String owner, StoredItem response, List<StoredItem> earlier, List<StoredItem> input,
		List<StoredItem> output) {

	static StoredResponse of(String owner, ObjectNode response, List<StoredItem> earlier, List<StoredItem> input) {
		List<StoredItem> output = new ArrayList<>();
		for (JsonNode item : response.path("output")) {
			output.add(StoredItem.of((ObjectNode) item));
		}
		return new StoredResponse(owner, StoredItem.of(response), earlier, input, output);
	}

	String id() {
		return this.response.id();
	}

	/** All items that the model has read. */
	List<StoredItem> read() {
		return Stream.concat(this.earlier.stream(), this.input.stream()).toList();
	}

	/** The conversation that a next request goes on with. */
	List<StoredItem> conversation() {
		return Stream.of(this.earlier, this.input, this.output).flatMap(List::stream).toList();
	}

	/** The items that this response has added to its conversation. */
	Stream<StoredItem> added() {
		return Stream.concat(this.input.stream(), this.output.stream());
	}

	/** Bytes of its JSON. Shared items count for each response. */
	long size() {
		return this.response.bytes().length + conversation().stream().mapToLong((item) -> item.bytes().length).sum();
	}

}
