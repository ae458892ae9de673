package io.github.shimmy4j.capability;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a model asks of the server that is to run it, as its header says.
 *
 * @param tensorTypes types of its tensors, as llama.cpp names them; empty if not known
 * @param architecture what llama.cpp calls the kind of model, such as {@code llama}; null
 * if not known
 * @param template its chat template; {@link ChatTemplate#NONE} if not known
 */
public record ModelNeeds(Set<String> tensorTypes, @Nullable String architecture, ChatTemplate template) {

	public ModelNeeds {
		tensorTypes = Set.copyOf(tensorTypes);
	}

}
