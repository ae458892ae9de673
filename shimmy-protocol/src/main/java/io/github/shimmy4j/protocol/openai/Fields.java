package io.github.shimmy4j.protocol.openai;

/** Names of fields that several classes read or write. */
public final class Fields {

	/** {@code arguments}. */
	public static final String ARGUMENTS = "arguments";

	/** {@code choices}. */
	public static final String CHOICES = "choices";

	/** {@code code}. */
	public static final String CODE = "code";

	/** {@code content}. */
	public static final String CONTENT = "content";

	/** {@code created}. */
	public static final String CREATED = "created";

	/** {@code delta}. */
	public static final String DELTA = "delta";

	/** {@code error}. */
	public static final String ERROR = "error";

	/** {@code finish_reason}. */
	public static final String FINISH_REASON = "finish_reason";

	/** {@code function}. */
	public static final String FUNCTION = "function";

	/** {@code id}. */
	public static final String ID = "id";

	/** {@code index}. */
	public static final String INDEX = "index";

	/** {@code logprobs}. */
	public static final String LOGPROBS = "logprobs";

	/** {@code message}. */
	public static final String MESSAGE = "message";

	/** {@code messages}. */
	public static final String MESSAGES = "messages";

	/** {@code model}. */
	public static final String MODEL = "model";

	/** {@code name}. */
	public static final String NAME = "name";

	/** {@code object}. */
	public static final String OBJECT = "object";

	/** {@code parallel_tool_calls}. */
	public static final String PARALLEL_TOOL_CALLS = "parallel_tool_calls";

	/** {@code prompt}. */
	public static final String PROMPT = "prompt";

	/** {@code reasoning_content}. */
	public static final String REASONING_CONTENT = "reasoning_content";

	/** {@code refusal}. */
	public static final String REFUSAL = "refusal";

	/** {@code response_format}. */
	public static final String RESPONSE_FORMAT = "response_format";

	/** {@code role}. */
	public static final String ROLE = "role";

	/** {@code stop_reason}: the text at which an answer has ended. */
	public static final String STOP_REASON = "stop_reason";

	/** {@code system_fingerprint}. */
	public static final String SYSTEM_FINGERPRINT = "system_fingerprint";

	/** {@code text}. */
	public static final String TEXT = "text";

	/** {@code tool_call_id}. */
	public static final String TOOL_CALL_ID = "tool_call_id";

	/** {@code tools}. */
	public static final String TOOLS = "tools";

	/** {@code tool_calls}. */
	public static final String TOOL_CALLS = "tool_calls";

	/** {@code tool_choice}. */
	public static final String TOOL_CHOICE = "tool_choice";

	/** {@code type}. */
	public static final String TYPE = "type";

	/** {@code usage}. */
	public static final String USAGE = "usage";

	private Fields() {
	}

}
