package io.github.shimmy4j.protocol.openai;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole chat completion. All fields that OpenAI's specification requires are there, and
 * whatever else its server sent.
 *
 * @param json the object; not changed by anybody
 * @see CompletionShape
 */
public record Completion(ObjectNode json) {

	/**
	 * As it is sent.
	 * @return JSON
	 */
	public String text() {
		return JsonMapper.shared().writeValueAsString(this.json);
	}

}
