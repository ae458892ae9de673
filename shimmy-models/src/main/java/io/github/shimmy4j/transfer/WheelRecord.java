package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads a wheel's list of its members, <a href=
 * "https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file">
 * the RECORD file</a>. The list can be trusted: pip has compared the whole wheel with the
 * digest of the index.
 */
final class WheelRecord {

	private static final String DIGEST = "sha256=";

	/** More than a list of a hundred thousand members has. */
	private static final int MAX_BYTES = 16 << 20;

	/** Far above any model, and low enough that a sum of pieces cannot overflow. */
	private static final long MAX_MEMBER_BYTES = 1L << 50;

	private static final int DIGEST_BYTES = 32;

	private WheelRecord() {
	}

	/** Size and digest of a member; throws if the list does not contain them. */
	static Fingerprint find(ZipFile wheel, SourceReference.WheelMember member) throws IOException {
		ZipEntry list = wheel.stream()
			.filter((entry) -> entry.getName().matches("[^/]+\\.dist-info/RECORD"))
			.findFirst()
			.orElseThrow(
					() -> new IOException("'%s' has no list of its members (RECORD)".formatted(member.requirement())));
		try {
			return read(wheel, list, member).lines()
				.filter((line) -> line.startsWith(member.path() + ","))
				.findFirst()
				.map((line) -> parse(line.substring(member.path().length() + 1)))
				.orElseThrow(() -> new IOException(
						"'%s' does not list '%s'".formatted(member.requirement(), member.path())));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("'%s' does not say size and SHA-256 of '%s': %s".formatted(member.requirement(),
					member.path(), ex.getMessage()), ex);
		}
	}

	private static String read(ZipFile wheel, ZipEntry list, SourceReference.WheelMember member) throws IOException {
		try (InputStream content = wheel.getInputStream(list)) {
			byte[] bytes = content.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw new IOException("the list of members of '%s' has more than %,d bytes"
					.formatted(member.requirement(), MAX_BYTES));
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}
	}

	private static Fingerprint parse(String fields) {
		String[] parts = fields.split(",", -1);
		if (parts.length != 2 || !parts[0].startsWith(DIGEST)) {
			throw new IllegalArgumentException("no digest in '%s'".formatted(fields));
		}
		byte[] digest = Base64.getUrlDecoder().decode(parts[0].substring(DIGEST.length()));
		long sizeBytes = Long.parseLong(parts[1].strip());
		if (sizeBytes <= 0 || sizeBytes > MAX_MEMBER_BYTES) {
			throw new IllegalArgumentException("a size of %d bytes".formatted(sizeBytes));
		}
		if (digest.length != DIGEST_BYTES) {
			throw new IllegalArgumentException("a SHA-256 of %d bytes".formatted(digest.length));
		}
		return new Fingerprint(sizeBytes, HexFormat.of().formatHex(digest));
	}

}
