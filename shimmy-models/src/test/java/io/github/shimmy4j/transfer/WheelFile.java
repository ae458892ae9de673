package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.shimmy4j.storage.Sha256;

/** A real wheel with a tiny model in it. */
public final class WheelFile {

	private WheelFile() {
	}

	public static Path write(Path directory, String member, byte[] content) throws IOException {
		return write(directory, "shimmy4j_tiny", member, content);
	}

	/** A wheel of another package, of the same version. */
	public static Path write(Path directory, String distribution, String member, byte[] content) throws IOException {
		String info = distribution + "-0.1.2.dist-info/";
		Map<String, byte[]> members = new LinkedHashMap<>();
		members.put(member, content);
		members.put(info + "METADATA", text("Metadata-Version: 2.1\nName: shimmy4j-tiny\nVersion: 0.1.2\n"));
		members.put(info + "WHEEL",
				text("Wheel-Version: 1.0\nGenerator: shimmy4j\nRoot-Is-Purelib: true\nTag: py3-none-any\n"));
		members.put(info + "RECORD",
				text("%s,sha256=%s,%d%n".formatted(member,
						Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.begin().digest(content)),
						content.length)));
		Path wheel = directory.resolve(distribution + "-0.1.2-py3-none-any.whl");
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
			for (Map.Entry<String, byte[]> each : members.entrySet()) {
				zip.putNextEntry(new ZipEntry(each.getKey()));
				zip.write(each.getValue());
			}
		}
		return wheel;
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
