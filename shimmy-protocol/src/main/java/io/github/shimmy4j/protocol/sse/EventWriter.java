package io.github.shimmy4j.protocol.sse;

import java.util.regex.Pattern;

/** Writes server-sent events. */
public final class EventWriter {

	private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

	private EventWriter() {
	}

	/**
	 * Writes an event without a name, with the empty line that ends it.
	 * @param data its data; each line becomes a line of data
	 * @return the event as it is sent
	 */
	public static String event(String data) {
		boolean isOneLine = data.indexOf('\n') < 0 && data.indexOf('\r') < 0;
		return "data: " + (isOneLine ? data : LINE_END.matcher(data).replaceAll("\ndata: ")) + "\n\n";
	}

	/**
	 * Writes an event with a name.
	 * @param name its name
	 * @param data its data
	 * @return the event as it is sent
	 */
	public static String event(String name, String data) {
		return "event: " + name + "\n" + event(data);
	}

}
