package io.github.shimmy4j.engine.http;

import java.time.Clock;
import java.util.List;

import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.protocol.openai.ModelList;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The routes that describe the server and its model. */
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

	/** Has the fields of shimmy, and the occupancy of the slots. */
	Reply health() {
		Slots.Occupancy occupancy = this.slots.occupancy();
		ObjectNode health = JsonMapper.shared()
			.createObjectNode()
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

	/** The list of models as OpenAI writes it. */
	Reply models() {
		return Reply.json(200, new ModelList(List.of(this.model.entry())).json());
	}

	/** One model as OpenAI writes it; refuses any other. */
	Reply model(String id) {
		this.model.require(id);
		return Reply.json(200, this.model.entry().json());
	}

	/** The list of models as shimmy writes it. */
	Reply apiModels() {
		ObjectNode list = JsonMapper.shared().createObjectNode();
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
