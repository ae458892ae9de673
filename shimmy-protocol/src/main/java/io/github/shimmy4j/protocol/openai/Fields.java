package io.github.shimmy4j.protocol.openai;

/** Names of fields that several classes read or write. */
final class Fields {

	static final String CHOICES = "choices";

	static final String CODE = "code";

	static final String CONTENT = "content";

	static final String CREATED = "created";

	static final String DELTA = "delta";

	static final String ERROR = "error";

	static final String FINISH_REASON = "finish_reason";

	static final String FUNCTION = "function";

	static final String ID = "id";

	static final String INDEX = "index";

	static final String LOGPROBS = "logprobs";

	static final String MESSAGE = "message";

	static final String MODEL = "model";

	static final String OBJECT = "object";

	static final String ROLE = "role";

	static final String TEXT = "text";

	static final String TOOL_CALLS = "tool_calls";

	static final String TYPE = "type";

	static final String USAGE = "usage";

	private Fields() {
	}

}
