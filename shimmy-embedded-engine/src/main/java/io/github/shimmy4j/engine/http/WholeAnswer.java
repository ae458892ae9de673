package io.github.shimmy4j.engine.http;

import java.util.List;

import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.http.AnswerStreams.Part;

/**
 * All parts of an answer together.
 *
 * @param text the text
 * @param outcome how it ended
 */
record WholeAnswer(String text, Outcome outcome) {

	static WholeAnswer of(List<Part> parts) {
		StringBuilder text = new StringBuilder();
		for (Part part : parts) {
			if (part instanceof Part.Text more) {
				text.append(more.text());
			}
		}
		return new WholeAnswer(text.toString(), ((Part.End) parts.get(parts.size() - 1)).outcome());
	}

}
