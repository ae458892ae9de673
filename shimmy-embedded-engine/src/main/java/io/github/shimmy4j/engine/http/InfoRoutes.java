package io.github.shimmy4j.engine.http;

import java.time.Clock;
import java.util.List;

import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.protocol.openai.ModelList;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server tells of itself.
 */
final class InfoRoutes {

	private final String version;

	private final ServedModel model;

	private final Slots slots;

	private final Clock clock;

	InfoRoutes(String version, ServedModel model, Slots slots, Clock clock) {
		this.version = version;
		this.model = model;
		this.slots = slots;
		this.clock = clock;
	}

	/** Shimmy's fields, and how full the server is. */
	Reply health() {
		Slots.Occupancy occupancy = this.slots.occupancy();
		ObjectNode health = Json.object()
			.put("service", "shimmy")
			.put("status", "ok")
			.put("version", this.version)
			.put("timestamp", this.clock.instant().toString())
			.put("context_length", this.model.model().contextLength());
		health.putObject("models").put("total", 1).put("manual", 1).put("discovered", 0);
		health.putObject("slots")
			.put("total", occupancy.total())
			.put("busy", occupancy.busy())
			.put("waiting", occupancy.waiting());
		return Reply.json(200, health);
	}

	/** OpenAI's list. */
	Reply models() {
		ModelList.Entry entry = new ModelList.Entry(this.model.id(), this.clock.instant().getEpochSecond(), "shimmy",
				this.model.model().contextLength());
		return Reply.json(200, new ModelList(List.of(entry)).json());
	}

	/** Shimmy's own list. */
	Reply apiModels() {
		ObjectNode list = Json.object();
		list.putArray("models")
			.addObject()
			.put("name", this.model.id())
			.put("size_bytes", this.model.sizeBytes())
			.putNull("model_type")
			.putNull("parameter_count")
			.put("source", "registered");
		return Reply.json(200, list);
	}

}
