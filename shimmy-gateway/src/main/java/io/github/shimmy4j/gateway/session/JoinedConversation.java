package io.github.shimmy4j.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request with the turns of its session before its messages. System messages at its
 * beginning replace those of the session, since clients send theirs each time.
 */
final class JoinedConversation {

	private static final String ASSISTANT = "assistant";

	private static final Pattern MESSAGE_FIELD = Pattern.compile("messages\\[(\\d{1,9})](.*)", Pattern.DOTALL);

	private final Session session;

	private final CompletionRequest request;

	private final int ownSystem;

	private final List<StoredMessage> stored;

	private final List<StoredMessage> all;

	private JoinedConversation(Session session, CompletionRequest request, int ownSystem, List<StoredMessage> stored,
			List<StoredMessage> all) {
		this.session = session;
		this.request = request;
		this.ownSystem = ownSystem;
		this.stored = stored;
		this.all = all;
	}

	/**
	 * Joins a session and a request.
	 * @param session the session
	 * @param asked request of a chat in OpenAI's form
	 * @throws InvalidFieldException if the request cannot be a turn of a session
	 */
	static JoinedConversation of(Session session, CompletionRequest asked) {
		List<JsonNode> own = asked.json().path(Fields.MESSAGES).valueStream().toList();
		check(asked.json(), own);
		int ownSystem = systemMessages(own.stream().map(StoredMessage::isSystem).toList());
		List<StoredMessage> stored = session.messages();
		if (ownSystem > 0) {
			stored = stored.subList(systemMessages(stored.stream().map(StoredMessage::isSystem).toList()),
					stored.size());
		}
		ArrayNode messages = JsonMapper.shared().createArrayNode();
		List<StoredMessage> all = new ArrayList<>();
		ToolResults results = new ToolResults();
		own.subList(0, ownSystem).forEach((message) -> add(message, messages, all));
		for (StoredMessage each : stored) {
			JsonNode message = each.json();
			results.passed(message);
			messages.add(message);
			all.add(each);
		}
		for (int index = ownSystem; index < own.size(); index++) {
			add(results.matched(own.get(index), index), messages, all);
		}
		ObjectNode joined = JsonMapper.shared().createObjectNode();
		joined.setAll(asked.json());
		joined.set(Fields.MESSAGES, messages);
		return new JoinedConversation(session, new CompletionRequest(joined), ownSystem, stored, all);
	}

	private static void check(ObjectNode asked, List<JsonNode> own) {
		JsonNode last = own.isEmpty() ? asked.missingNode() : own.get(own.size() - 1);
		if (own.stream().allMatch(StoredMessage::isSystem)) {
			throw InvalidFieldException.rejected(Fields.MESSAGES, asked.path(Fields.MESSAGES),
					"a list with the next message of the session, beside system messages");
		}
		if (last.path(Fields.ROLE).asString("").equals(ASSISTANT)) {
			throw InvalidFieldException.rejected("messages[%d].role".formatted(own.size() - 1), last.path(Fields.ROLE),
					"that of a user or a tool, since a session stores whole answers and cannot go on with a begun one");
		}
		if (asked.path("n").asInt(1) > 1) {
			throw InvalidFieldException.rejected("n", asked.path("n"), "1 in a session, which goes on with one answer");
		}
	}

	private static int systemMessages(List<Boolean> isSystem) {
		int first = isSystem.indexOf(false);
		return (first < 0) ? isSystem.size() : first;
	}

	private static void add(JsonNode message, ArrayNode messages, List<StoredMessage> all) {
		messages.add(message);
		all.add(StoredMessage.of(message));
	}

	/** The whole conversation as a request. */
	CompletionRequest request() {
		return this.request;
	}

	/** The messages of the session that go before those of the request. */
	List<StoredMessage> stored() {
		return this.stored;
	}

	/** Bytes of memory that its messages take where they are stored. */
	long size() {
		return this.all.stream().mapToLong(StoredMessage::size).sum();
	}

	/** The session after this turn. */
	Session next(Completion answer) {
		ObjectNode message = JsonMapper.shared().createObjectNode().put(Fields.ROLE, ASSISTANT);
		JsonNode said = answer.message();
		JsonNode calls = said.path(Fields.TOOL_CALLS);
		if (calls.isEmpty()) {
			message.put(Fields.CONTENT, said.path(Fields.CONTENT).asString(""));
		}
		else {
			message.set(Fields.CONTENT,
					said.path(Fields.CONTENT).isString() ? said.path(Fields.CONTENT) : message.nullNode());
			message.set(Fields.TOOL_CALLS, calls);
		}
		List<StoredMessage> messages = new ArrayList<>(this.all);
		messages.add(StoredMessage.of(message));
		return this.session.with(messages, this.session.usage().plus(answer));
	}

	/**
	 * The name of a field as the client of this request knows it.
	 * @param field a field of the whole conversation, such as {@code messages[7].content}
	 * @return the same of the request; of the session if it belongs to a stored message
	 */
	String field(String field) {
		Matcher found = MESSAGE_FIELD.matcher(field);
		if (!found.matches()) {
			return field;
		}
		int index = Integer.parseInt(found.group(1));
		if (index < this.ownSystem) {
			return field;
		}
		int later = index - this.stored.size();
		return (later >= this.ownSystem) ? "messages[%d]%s".formatted(later, found.group(2))
				: "%s.%s".formatted(SessionKey.HEADER, field);
	}

}
