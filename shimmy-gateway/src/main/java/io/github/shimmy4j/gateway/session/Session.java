package io.github.shimmy4j.gateway.session;

import java.time.Instant;
import java.util.List;

import io.github.shimmy4j.protocol.openai.Fields;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A conversation as it is stored.
 *
 * @param key its name
 * @param created when it was begun
 * @param lastUsed when a request has used it last
 * @param messages all messages in order, system messages first
 * @param usage tokens of its answers
 */
public record Session(SessionKey key, Instant created, Instant lastUsed, List<StoredMessage> messages,
		SessionUsage usage) {

	public Session {
		messages = List.copyOf(messages);
	}

	/** A session without messages. */
	static Session begun(SessionKey key, Instant now) {
		return new Session(key, now, now, List.of(), SessionUsage.NONE);
	}

	/** The same after one more turn. */
	Session with(List<StoredMessage> messages, SessionUsage usage) {
		return new Session(this.key, this.created, this.lastUsed, messages, usage);
	}

	/** The same, used at this time. */
	Session usedAt(Instant now) {
		return new Session(this.key, this.created, now, this.messages, this.usage);
	}

	/** Bytes of memory that its messages take. */
	long size() {
		return this.messages.stream().mapToLong(StoredMessage::size).sum();
	}

	/** As clients are told it. */
	ObjectNode json() {
		ObjectNode json = JsonMapper.shared()
			.createObjectNode()
			.put(Fields.ID, this.key.id())
			.put(Fields.OBJECT, "session")
			.put(Fields.CREATED, this.created.toString())
			.put("lastUsed", this.lastUsed.toString());
		ArrayNode all = json.putArray(Fields.MESSAGES);
		this.messages.forEach((message) -> all.add(message.json()));
		json.set(Fields.USAGE, this.usage.json());
		return json;
	}

}
