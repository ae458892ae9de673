package io.github.shimmy4j.capability;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a model requires of its server, from the header of its file.
 *
 * @param tensorTypes types of its tensors, as llama.cpp names them; empty if not known
 * @param architecture its architecture, such as {@code llama}; null if not known
 * @param template its chat template; {@link ChatTemplate#NONE} if not known
 */
public record ModelNeeds(Set<String> tensorTypes, @Nullable String architecture, ChatTemplate template) {

	public ModelNeeds {
		tensorTypes = Set.copyOf(tensorTypes);
	}

}
