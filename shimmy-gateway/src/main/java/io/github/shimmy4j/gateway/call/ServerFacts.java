package io.github.shimmy4j.gateway.call;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.model.ModelFile;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the server of the model, as clients are told them.
 *
 * @param abilities what the model can do on it, in Ollama's words, which others use too
 * @param contextTokens most tokens of one request with its answer; 0 if unknown
 * @param slots most generations at the same time; {@link #UNLIMITED} if the server has no
 * limit of its own
 * @param model file of the model; null if it is unknown
 * @param assumed whether the server itself has not confirmed this yet
 */
public record ServerFacts(List<String> abilities, int contextTokens, int slots, @Nullable ModelFile model,
		boolean assumed) {

	/** Slots of a server without a limit of its own. */
	public static final int UNLIMITED = 1024;

	static final String COMPLETION = "completion";

	static final String TOOLS = "tools";

	static final String VISION = "vision";

	static final String THINKING = "thinking";

	/** The facts about a server of which nothing is known yet. */
	public static final ServerFacts UNKNOWN = new ServerFacts(List.of(COMPLETION), 0, UNLIMITED, null, true);

	public ServerFacts {
		abilities = List.copyOf(abilities);
		slots = Math.min(slots, UNLIMITED);
	}

	/**
	 * Tells the capabilities of a server.
	 * @param server its capabilities
	 * @param model file of its model; null if it is unknown
	 * @param assumed whether the server itself has not confirmed them yet
	 */
	static ServerFacts of(ServerCapabilities server, @Nullable ModelFile model, boolean assumed) {
		return new ServerFacts(
				abilities(server.fulfils(Feature.TOOLS), server.supports(Feature.MEDIA),
						server.supports(Feature.THINKING)),
				server.limits().contextTokens(), server.maxConcurrent(), model, assumed);
	}

	static List<String> abilities(boolean tools, boolean vision, boolean thinking) {
		List<String> abilities = new ArrayList<>(List.of(COMPLETION));
		if (tools) {
			abilities.add(TOOLS);
		}
		if (vision) {
			abilities.add(VISION);
		}
		if (thinking) {
			abilities.add(THINKING);
		}
		return abilities;
	}

	/** Whether the model calls tools. */
	public boolean hasTools() {
		return this.abilities.contains(TOOLS);
	}

	/** Whether the model thinks before it answers. */
	public boolean thinks() {
		return this.abilities.contains(THINKING);
	}

	/** Whether the model sees images. */
	public boolean seesImages() {
		return this.abilities.contains(VISION);
	}

}
