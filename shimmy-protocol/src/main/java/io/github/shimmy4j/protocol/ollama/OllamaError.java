package io.github.shimmy4j.protocol.ollama;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error as Ollama tells it: in one field, whatever the status.
 *
 * @param message the problem
 */
public record OllamaError(String message) {

	/** The body of a response. */
	public ObjectNode json() {
		return JsonMapper.shared().createObjectNode().put("error", this.message);
	}

	/** The last line of an answer that fails after its first line. */
	public String line() {
		return JsonMapper.shared().writeValueAsString(json()) + "\n";
	}

}
