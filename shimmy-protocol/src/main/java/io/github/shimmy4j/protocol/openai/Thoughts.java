package io.github.shimmy4j.protocol.openai;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Separates the thinking of one answer from its text. Many reasoning models write
 * {@code <think>…</think>} before the answer, and not every server puts that part into a
 * field of its own. Only a mark at the beginning counts: later it is part of the text.
 * The text may arrive in pieces, split anywhere. Not thread-safe.
 */
final class Thoughts {

	private static final String BEGIN = "<think>";

	private static final String END = "</think>";

	/** Lower case would move the mark: that of "İ" has two characters. */
	private static final Pattern END_MARK = Pattern.compile(END, Pattern.CASE_INSENSITIVE);

	/** A model that writes more white space than this has begun its text with it. */
	private static final int MOST_WHITE_SPACE = 8;

	private Place place = Place.START;

	/** Text that has arrived and may be a part of a mark. */
	private String held = "";

	/** The server itself separates the thinking, so every text is the answer's. */
	void separatedByServer() {
		if (this.place == Place.START) {
			this.place = Place.TEXT;
		}
	}

	/** Whether all that is to come is text. */
	boolean areOver() {
		return this.place == Place.TEXT;
	}

	/**
	 * Takes the next piece of the text.
	 * @param piece any part of the text
	 * @return what is known to be thinking or text by now; the rest is held back
	 */
	Parts next(String piece) {
		String text = this.held + piece;
		this.held = "";
		return switch (this.place) {
			case START -> start(text);
			case THINKING -> thinking(text);
			case GAP -> gap("", text);
			case TEXT -> new Parts("", text);
		};
	}

	/** The text has ended: gives what was held back. */
	Parts end() {
		String rest = this.held;
		this.held = "";
		return (this.place == Place.THINKING) ? new Parts(rest, "") : new Parts("", rest);
	}

	private Parts start(String text) {
		String begun = text.stripLeading();
		if (begun.regionMatches(true, 0, BEGIN, 0, BEGIN.length())) {
			this.place = Place.THINKING;
			return thinking(begun.substring(BEGIN.length()));
		}
		if (BEGIN.regionMatches(true, 0, begun, 0, begun.length())
				&& text.length() - begun.length() <= MOST_WHITE_SPACE) {
			this.held = text;
			return Parts.NONE;
		}
		this.place = Place.TEXT;
		return new Parts("", text);
	}

	private Parts thinking(String text) {
		Matcher end = END_MARK.matcher(text);
		if (end.find()) {
			this.place = Place.GAP;
			return gap(text.substring(0, end.start()), text.substring(end.end()));
		}
		int kept = text.length() - lengthOfBegunEnd(text);
		this.held = text.substring(kept);
		return new Parts(text.substring(0, kept), "");
	}

	/** The empty lines between the thinking and the text belong to neither. */
	private Parts gap(String thinking, String text) {
		String rest = text.stripLeading();
		if (!rest.isEmpty()) {
			this.place = Place.TEXT;
		}
		return new Parts(thinking, rest);
	}

	private static int lengthOfBegunEnd(String text) {
		for (int length = Math.min(END.length() - 1, text.length()); length > 0; length--) {
			if (text.regionMatches(true, text.length() - length, END, 0, length)) {
				return length;
			}
		}
		return 0;
	}

	/** Where in the answer the next piece begins. */
	private enum Place {

		/** Nothing but white space, or the beginning of a mark, has arrived. */
		START,

		/** Between the marks. */
		THINKING,

		/** Behind the thinking, before the first word of the text. */
		GAP,

		/** In the text. */
		TEXT

	}

	/**
	 * A piece of an answer, separated.
	 *
	 * @param thinking the addition to the thinking; may be empty
	 * @param text the addition to the text; may be empty
	 */
	record Parts(String thinking, String text) {

		static final Parts NONE = new Parts("", "");

		Parts and(Parts more) {
			return new Parts(this.thinking + more.thinking, this.text + more.text);
		}

	}

}
