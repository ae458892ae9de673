package io.github.shimmy4j.protocol.responses;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.field.ImageFiles;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/** Reads the content of items, which is a text or a list of parts. */
final class PartReader {

	private static final String TYPE = "type";

	private static final String TEXT = "text";

	private static final String IMAGE = "image_url";

	private static final Pattern DATA_URL = Pattern.compile("data:(image/[\\w.+-]{1,40});base64,");

	private PartReader() {
	}

	/** Texts and images of a user or a tool. */
	static List<Part.Content> content(RequestObject item, String field) {
		if (item.get(field).isString()) {
			return List.of(new Part.Text(item.text(field)));
		}
		List<Part.Content> parts = new ArrayList<>();
		for (RequestObject part : parts(item, field)) {
			switch (part.text(TYPE)) {
				case "input_text", "output_text" -> parts.add(text(part, TEXT));
				case "input_image" -> parts.add(image(part));
				default -> throw refused(part, "'input_text' or 'input_image'");
			}
		}
		return parts;
	}

	/** Texts of the model, or instructions. */
	static List<Part> texts(RequestObject item, String field) {
		if (item.get(field).isString()) {
			return List.of(new Part.Text(item.text(field)));
		}
		List<Part> parts = new ArrayList<>();
		for (RequestObject part : parts(item, field)) {
			switch (part.text(TYPE)) {
				case "input_text", "output_text" -> parts.add(text(part, TEXT));
				case "refusal" -> parts.add(text(part, "refusal"));
				default -> throw refused(part, "a text in a message of this role");
			}
		}
		return parts;
	}

	/** The text of a reasoning, or its summary; empty if it has neither. */
	static String thinking(RequestObject item) {
		StringBuilder text = new StringBuilder();
		for (String field : List.of("content", "summary")) {
			if (text.isEmpty()) {
				item.objects(field, ResponsesFields.PART_FIELD, "parts").forEach((part) -> {
					part.text(TYPE);
					text.append(part.text(TEXT));
				});
			}
		}
		return text.toString();
	}

	private static List<RequestObject> parts(RequestObject item, String field) {
		if (!item.get(field).isArray()) {
			throw item.rejected(field, "a text or a list of parts");
		}
		return item.objects(field, ResponsesFields.PART_FIELD, "parts");
	}

	private static Part.Text text(RequestObject part, String field) {
		if (!part.get(field).isString()) {
			throw part.rejected(field, "a text");
		}
		return new Part.Text(part.text(field));
	}

	private static Part.Content image(RequestObject part) {
		JsonNode url = part.get(IMAGE);
		String address = url.isString() ? url.asString() : "";
		Matcher data = DATA_URL.matcher(address);
		if (data.lookingAt() && data.end() < address.length()) {
			return ImageFiles.of(part, IMAGE, data.group(1), IMAGE, address.substring(data.end()));
		}
		if (!address.startsWith("http://") && !address.startsWith("https://")) {
			throw part.rejected(IMAGE, "an address that begins with http, or 'data:image/TYPE;base64,DATA'");
		}
		return new Part.LinkedImage(address);
	}

	private static InvalidFieldException refused(RequestObject part, String allowed) {
		return part.refused(TYPE, ResponsesFields.PART, allowed);
	}

}
