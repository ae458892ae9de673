package io.github.shimmy4j.capability;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words in a model's name by which a server selects the chat template.
 *
 * @param kept words kept from the model's own name if its template is not in the next map
 * @param chosen for each template that a word selects, this word; empty if none is needed
 */
public record TemplateWords(List<String> kept, Map<ChatTemplate, String> chosen) {

	/** The server ignores the name. */
	public static final TemplateWords NONE = new TemplateWords(List.of(), Map.of());

	public TemplateWords {
		kept = List.copyOf(kept);
		chosen = Map.copyOf(chosen);
	}

	/**
	 * Gives the words that the name of a link to the model must contain. It must contain
	 * no other word of {@link #kept()}.
	 * @param modelName the model's own name
	 * @param template its chat template
	 * @return the words, in lower case
	 */
	public List<String> of(String modelName, ChatTemplate template) {
		String word = this.chosen.get(template);
		if (word != null) {
			return word.isEmpty() ? List.of() : List.of(word);
		}
		String lower = modelName.toLowerCase(Locale.ROOT);
		return this.kept.stream().filter(lower::contains).toList();
	}

}
