package io.github.shimmy4j.capability;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Whether a model writes down its thinking before it answers, as its chat template shows.
 */
public enum ModelThinking {

	/** It does not think, so there is nothing to switch off. */
	NEVER(EnumSet.of(Feature.ANSWER_WITHOUT_THINKING)),

	/** Its template has the switch {@code enable_thinking}. */
	SWITCHED(EnumSet.noneOf(Feature.class)),

	/** It thinks, and its template has no switch. */
	ALWAYS(EnumSet.of(Feature.THINKING));

	/** Variable that templates of Qwen, SmolLM3, GLM and others have. */
	private static final String SWITCH = "enable_thinking";

	/** Words of templates that remove the thinking from earlier answers. */
	private static final Set<String> MARKS = Set.of("think>", "thinking", "reasoning");

	private final Set<Feature> onEveryServer;

	ModelThinking(Set<Feature> onEveryServer) {
		this.onEveryServer = Set.copyOf(onEveryServer);
	}

	/**
	 * Finds out from a template.
	 * @param template Jinja text of {@code tokenizer.chat_template}; null if there is
	 * none
	 * @return what the template shows
	 */
	public static ModelThinking of(@Nullable String template) {
		if (template == null) {
			return NEVER;
		}
		if (template.contains(SWITCH)) {
			return SWITCHED;
		}
		return MARKS.stream().anyMatch(template::contains) ? ALWAYS : NEVER;
	}

	/**
	 * Features that requests for this model may ask for.
	 * @param server features of a server that serves models of any kind
	 * @return these, with those of thinking changed where the model decides them
	 */
	Set<Feature> on(Set<Feature> server) {
		if (this == SWITCHED) {
			return server;
		}
		Set<Feature> all = EnumSet.noneOf(Feature.class);
		all.addAll(server);
		all.removeAll(Feature.THINKING_SWITCH);
		all.addAll(this.onEveryServer);
		return all;
	}

}
