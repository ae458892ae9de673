package io.github.shimmy4j.protocol.ollama;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/**
 * A request about a model: {@code POST /api/show} or {@code POST /api/pull}.
 *
 * @param model name by which the client asks for the model
 * @param stream whether progress is wanted line by line; false for show
 * @param fields fields that are not obeyed
 */
public record ModelRequest(String model, boolean stream, FieldReport fields) {

	/**
	 * Reads the body of {@code POST /api/show}.
	 * @param body the body
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED
	 */
	public static ModelRequest show(JsonNode body) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, FieldTable.SHOW, report);
		return new ModelRequest(model(request), false, report.report());
	}

	/**
	 * Reads the body of {@code POST /api/pull}.
	 * @param body the body
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED
	 */
	public static ModelRequest pull(JsonNode body) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, FieldTable.PULL, report);
		Boolean stream = request.flag("stream");
		return new ModelRequest(model(request), stream == null || stream, report.report());
	}

	private static String model(RequestObject request) {
		String model = request.text("model");
		String name = request.text("name");
		return (model.isEmpty() && !name.isEmpty()) ? name : request.requiredText("model");
	}

}
