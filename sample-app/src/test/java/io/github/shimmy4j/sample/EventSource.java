package io.github.shimmy4j.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads an event stream as browsers do: see <a href=
 * "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">
 * interpreting an event stream</a>. What a browser drops is dropped here too, such as one
 * space after a colon.
 */
public final class EventSource {

	private final List<Event> events = new ArrayList<>();

	private final StringBuilder data = new StringBuilder();

	private String name = "";

	private EventSource() {
	}

	/** The events of a whole stream; one that its end cuts off is none. */
	public static List<Event> read(String stream) {
		EventSource source = new EventSource();
		String[] lines = stream.replaceFirst("^\ufeff", "").split("\r\n|\n|\r", -1);
		for (int index = 0; index < lines.length - 1; index++) {
			source.take(lines[index]);
		}
		return List.copyOf(source.events);
	}

	private void take(String line) {
		if (line.isEmpty()) {
			dispatch();
			return;
		}
		int colon = line.indexOf(':');
		String field = (colon < 0) ? line : line.substring(0, colon);
		String value = (colon < 0) ? "" : line.substring(colon + 1);
		value = value.startsWith(" ") ? value.substring(1) : value;
		switch (field) {
			case "event" -> this.name = value;
			case "data" -> this.data.append(value).append('\n');
			default -> {
				// A comment, an id, a time to wait, or nothing that is known.
			}
		}
	}

	private void dispatch() {
		if (!this.data.isEmpty()) {
			this.events.add(new Event(this.name.isEmpty() ? "message" : this.name,
					this.data.substring(0, this.data.length() - 1)));
		}
		this.data.setLength(0);
		this.name = "";
	}

	/**
	 * An event, as a listener in a page receives it.
	 *
	 * @param name type of the event, {@code message} if the stream does not say
	 * @param data its data, lines joined by line breaks
	 */
	public record Event(String name, String data) {
	}

}
