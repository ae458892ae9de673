package io.github.shimmy4j.gateway.call;

import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts of the names that fields have in OpenAI's chats, which clients of other protocols
 * have written in another way. Only the beginning of a path counts: properties of a
 * schema may have the same names.
 */
public final class ChatNames {

	private static final Pattern FORMAT = Pattern.compile("^response_format(\\.json_schema\\b)?");

	private static final Pattern TOOL = Pattern.compile("^tools\\[(\\d{1,6})](\\.function\\b)?");

	private ChatNames() {
	}

	/** Whether a field belongs to the format of the answer. */
	public static boolean isFormat(String field) {
		return FORMAT.matcher(field).lookingAt();
	}

	/**
	 * Puts the client's field of the format into a path.
	 * @param field path for which {@link #isFormat} is true
	 * @param client where the client has written the format
	 */
	public static String withFormat(String field, String client) {
		return FORMAT.matcher(field).replaceFirst(Matcher.quoteReplacement(client));
	}

	/** Whether a field belongs to a tool. */
	public static boolean isTool(String field) {
		return TOOL.matcher(field).lookingAt();
	}

	/**
	 * Puts the client's path of a tool into a path.
	 * @param field path for which {@link #isTool} is true
	 * @param client where the client has written the tool, by its number
	 */
	public static String withTool(String field, IntFunction<String> client) {
		return TOOL.matcher(field)
			.replaceFirst((found) -> Matcher.quoteReplacement(client.apply(Integer.parseInt(found.group(1)))));
	}

}
