package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.field.ImageFiles;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/** Reads the blocks of a user or of a tool: texts, images and documents. */
final class ContentReader {

	private static final String TYPE = "type";

	private static final String TITLE = "title";

	private static final String SOURCE = "source";

	private static final String CONTENT = "content";

	private static final String MEDIA_TYPE = "media_type";

	private ContentReader() {
	}

	/** A text, which may be empty. */
	static Part.Text text(RequestObject block, String field) {
		if (!block.get(field).isString()) {
			throw block.rejected(field, "a text");
		}
		return new Part.Text(block.text(field));
	}

	/** The parts of a block. */
	static List<Part.Content> content(RequestObject block) {
		return switch (block.text(TYPE)) {
			case "text" -> List.of(text(block, "text"));
			case "image" -> List.of(image(block.requiredObject(SOURCE, ClaudeFields.SOURCE)));
			case "document" -> document(block);
			case "search_result" -> titled(searched(block), inner(block));
			case "tool_reference" -> List.of(text(block, "tool_name"));
			default -> throw refused(block, "'text', 'image', 'document' or 'tool_result'");
		};
	}

	/** The failure of a block whose type is not allowed here, or nowhere. */
	static InvalidFieldException refused(RequestObject block, String allowed) {
		return block.refused(TYPE, ClaudeFields.BLOCK, allowed);
	}

	private static Part.Content image(RequestObject source) {
		String type = source.text(TYPE);
		if (type.equals("url")) {
			String url = source.requiredText("url");
			if (url.isBlank()) {
				throw source.rejected("url", "an address");
			}
			return new Part.LinkedImage(url);
		}
		if (!type.equals("base64")) {
			throw source.rejected(TYPE, "'base64' or 'url'");
		}
		return ImageFiles.of(source, MEDIA_TYPE, source.text(MEDIA_TYPE), "data", source.requiredText("data"));
	}

	private static String searched(RequestObject block) {
		return "%s (%s)".formatted(text(block, TITLE).text(), text(block, SOURCE).text());
	}

	private static List<Part.Content> document(RequestObject block) {
		RequestObject source = block.requiredObject(SOURCE, ClaudeFields.SOURCE);
		String title = String.join("\n", List.of(block.text(TITLE), block.text("context"))).strip();
		return switch (source.text(TYPE)) {
			case "text" -> titled(title, List.of(plain(source)));
			case CONTENT -> titled(title, inner(source));
			default -> throw InvalidFieldException.unsupported(source.path(TYPE), source.get(TYPE),
					"only documents of plain text can be read here");
		};
	}

	private static Part.Text plain(RequestObject source) {
		if (!source.text(MEDIA_TYPE).equals("text/plain")) {
			throw source.rejected(MEDIA_TYPE, "'text/plain'");
		}
		return text(source, "data");
	}

	private static List<Part.Content> inner(RequestObject owner) {
		JsonNode content = owner.get(CONTENT);
		if (content.isString()) {
			return List.of(new Part.Text(content.asString()));
		}
		List<Part.Content> parts = new ArrayList<>();
		for (RequestObject each : owner.objects(CONTENT, ClaudeFields.BLOCK_FIELD, "blocks")) {
			switch (each.text(TYPE)) {
				case "text" -> parts.add(text(each, "text"));
				case "image" -> parts.add(image(each.requiredObject(SOURCE, ClaudeFields.SOURCE)));
				default -> throw refused(each, "'text' or 'image'");
			}
		}
		return parts;
	}

	private static List<Part.Content> titled(String title, List<Part.Content> content) {
		List<Part.Content> parts = new ArrayList<>();
		if (!title.isBlank()) {
			parts.add(new Part.Text(title));
		}
		parts.addAll(content);
		return parts;
	}

}
