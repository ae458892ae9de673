package io.github.shimmy4j.gateway.responses;

import io.github.shimmy4j.protocol.conversation.ExactJson;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An item of a stored conversation. Its JSON is kept as bytes, which need a fraction of
 * the memory of a tree.
 *
 * @param id its id
 * @param bytes its JSON; never changed
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredItem(String id, byte[] bytes) {

	static StoredItem of(ObjectNode item) {
		return new StoredItem(item.path("id").asString(""), JsonMapper.shared().writeValueAsBytes(item));
	}

	ObjectNode json() {
		return (ObjectNode) ExactJson.read(this.bytes);
	}

}
