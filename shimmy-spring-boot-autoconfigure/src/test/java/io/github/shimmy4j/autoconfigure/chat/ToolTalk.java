package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;

/** Two tools of an application, which remember their calls. */
class ToolTalk {

	/**
	 * Makes a fake model call both tools one after the other, and then tell their
	 * results.
	 */
	static final String QUESTION = "use weather {\"city\":\"Paris\"} then use time {\"zone\":\"CET\"}";

	static final String ANSWER = "The tools say: \"Sunny in Paris\" and \"Noon in CET\".";

	final List<String> calls = new CopyOnWriteArrayList<>();

	@Tool(description = "Tells the weather of a city")
	String weather(@ToolParam(description = "Name of the city") String city) {
		this.calls.add("weather " + city);
		return "Sunny in " + city;
	}

	@Tool(description = "Tells the time of a zone")
	String time(String zone) {
		this.calls.add("time " + zone);
		return "Noon in " + zone;
	}

}
