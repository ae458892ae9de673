package io.github.shimmy4j.protocol.field;

import java.util.Set;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Part;

/** Checks images that a request has within itself. */
public final class ImageFiles {

	private static final Set<String> TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

	/** The types of images, for messages. */
	public static final String ALLOWED = "image/jpeg, image/png, image/gif or image/webp";

	private ImageFiles() {
	}

	/**
	 * An image in base64.
	 * @param owner the object that has it
	 * @param typeField the field with its media type
	 * @param type its media type
	 * @param dataField the field with the file
	 * @param data the file
	 * @throws InvalidFieldException if it is no image that models read, or no base64
	 */
	public static Part.Image of(RequestObject owner, String typeField, String type, String dataField, String data) {
		if (!TYPES.contains(type)) {
			throw owner.rejected(typeField, ALLOWED);
		}
		if (!isBase64(data)) {
			throw owner.rejected(dataField, "a file in base64");
		}
		return new Part.Image(type, data);
	}

	/** Without a copy of the file. */
	private static boolean isBase64(String data) {
		int end = data.length();
		while (end > 0 && data.length() - end < 2 && data.charAt(end - 1) == '=') {
			end--;
		}
		for (int at = 0; at < end; at++) {
			char letter = data.charAt(at);
			boolean allowed = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')
					|| (letter >= '0' && letter <= '9') || letter == '+' || letter == '/';
			if (!allowed) {
				return false;
			}
		}
		return data.length() % 4 == 0 && end > 0;
	}

}
