package io.github.shimmy4j.protocol.ollama;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.field.RequestObject;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the field {@code images}: files in base64, without their types. */
final class ImageReader {

	private static final String NAME = "images";

	private static final String ALLOWED = "a PNG, JPEG, GIF, WebP or BMP file in base64, without a prefix";

	private ImageReader() {
	}

	static List<Part.Image> images(RequestObject owner) {
		List<Part.Image> images = new ArrayList<>();
		for (JsonNode each : owner.list(NAME, "images in base64")) {
			// Ollama passes over line breaks.
			String base64 = each.asString("").replace("\r", "").replace("\n", "");
			String type = each.isString() ? mediaType(base64) : null;
			if (type == null) {
				throw InvalidFieldException.rejected(owner.path(NAME) + "[" + images.size() + "]", each, ALLOWED);
			}
			images.add(new Part.Image(type, base64));
		}
		return images;
	}

	/** Null if it is no image. */
	private static @Nullable String mediaType(String base64) {
		// Java's decoder accepts a file without its padding; servers do not.
		if (base64.length() % 4 != 0) {
			return null;
		}
		byte[] file;
		try {
			file = Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
		String begin = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
		for (Format format : Format.values()) {
			if (begin.startsWith(format.begin) && begin.endsWith(format.end)) {
				return "image/" + format.name().toLowerCase(Locale.ROOT);
			}
		}
		return null;
	}

	private enum Format {

		PNG("\u0089PNG\r\n\u001a\n", ""), JPEG("\u00ff\u00d8\u00ff", ""), GIF("GIF8", ""), WEBP("RIFF", "WEBP"),
		BMP("BM", "");

		private final String begin;

		/** End of the first twelve bytes. */
		private final String end;

		Format(String begin, String end) {
			this.begin = begin;
			this.end = end;
		}

	}

}
