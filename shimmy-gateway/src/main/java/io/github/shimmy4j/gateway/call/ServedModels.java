package io.github.shimmy4j.gateway.call;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The names by which requests may ask for the model.
 */
public final class ServedModels {

	private final Supplier<String> served;

	private final FactSource facts;

	private final List<String> aliases;

	/**
	 * The names of one model.
	 * @param served present name of the served model, which may be switched
	 * @param facts what is known about its server
	 * @param aliases other names that mean the same
	 */
	public ServedModels(Supplier<String> served, FactSource facts, List<String> aliases) {
		this.served = served;
		this.facts = facts;
		this.aliases = List.copyOf(aliases);
	}

	/** The model's own name. */
	public String name() {
		return this.served.get();
	}

	/** Tells the facts about its server. */
	public FactSource facts() {
		return this.facts;
	}

	/** All names, the model's own first. */
	public List<String> names() {
		List<String> names = new ArrayList<>();
		names.add(name());
		this.aliases.stream().filter((alias) -> !names.contains(alias)).forEach(names::add);
		return names;
	}

	/**
	 * Requires that a name means the served model.
	 * @param asked name in a request; empty means the served model
	 * @throws RequestException with status 404 and the names that are served
	 */
	public void require(String asked) {
		if (!asked.isEmpty() && !names().contains(asked)) {
			throw RequestException.unknownModel(asked, names());
		}
	}

}
