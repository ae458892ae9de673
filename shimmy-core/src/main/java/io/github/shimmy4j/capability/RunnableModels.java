package io.github.shimmy4j.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The models that a server can run. What is not known refuses nothing.
 *
 * @param quantizations GGUF tensor types that they may have, as llama.cpp names them;
 * empty = all
 * @param architectures kinds of models, as llama.cpp names them; empty = not known
 * @param chatTemplates templates that it can apply; empty = the model's own, whatever it
 * is
 */
public record RunnableModels(Set<String> quantizations, Set<String> architectures, Set<ChatTemplate> chatTemplates) {

	/** Nothing speaks against any model. */
	public static final RunnableModels ALL = new RunnableModels(Set.of(), Set.of(), Set.of());

	public RunnableModels {
		quantizations = Set.copyOf(quantizations);
		architectures = Set.copyOf(architectures);
		chatTemplates = Set.copyOf(chatTemplates);
	}

	/**
	 * What speaks against a model.
	 * @param needs what it asks of a server
	 * @return clauses that follow the server's name, such as "cannot run tensors of type
	 * Q4_1"; empty if it runs
	 */
	public List<String> objections(ModelNeeds needs) {
		List<String> objections = new ArrayList<>();
		List<String> types = needs.tensorTypes().stream().filter((type) -> !runs(type)).sorted().toList();
		if (!types.isEmpty()) {
			objections.add("cannot run tensors of type " + String.join(", ", types));
		}
		String architecture = needs.architecture();
		if (architecture != null && !this.architectures.isEmpty() && !this.architectures.contains(architecture)) {
			objections.add("cannot run models of architecture '%s'".formatted(architecture));
		}
		if (!applies(needs.template())) {
			objections.add("cannot apply its chat template (%s)".formatted(needs.template().label()));
		}
		return objections;
	}

	private boolean runs(String type) {
		return this.quantizations.isEmpty() || this.quantizations.contains(type);
	}

	private boolean applies(ChatTemplate template) {
		return template == ChatTemplate.NONE || this.chatTemplates.isEmpty() || this.chatTemplates.contains(template);
	}

}
