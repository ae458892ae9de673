package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a wheel's own list says of a member; see <a href=
 * "https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file">
 * the RECORD file</a>. pip holds the wheel as a whole against the digest of its index.
 *
 * @param sizeBytes size in bytes
 * @param sha256 digest, hexadecimal in lower case
 */
record WheelRecord(long sizeBytes, String sha256) {

	private static final String DIGEST = "sha256=";

	/** A hundred thousand members have less. */
	private static final int MOST_BYTES = 16 << 20;

	/** Far beyond any model; and with it sums of several do not overflow. */
	private static final long LARGEST_BYTES = 1L << 50;

	private static final int DIGEST_BYTES = 32;

	static WheelRecord of(ZipFile wheel, WheelMember member) throws IOException {
		ZipEntry list = wheel.stream()
			.filter((entry) -> entry.getName().matches("[^/]+\\.dist-info/RECORD"))
			.findFirst()
			.orElseThrow(() -> new IOException("'%s' has no list of its members".formatted(member.requirement())));
		try {
			return read(wheel, list, member).lines()
				.filter((line) -> line.startsWith(member.path() + ","))
				.findFirst()
				.map((line) -> read(line.substring(member.path().length() + 1)))
				.orElseThrow(() -> new IOException(
						"'%s' does not list '%s'".formatted(member.requirement(), member.path())));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("'%s' does not say size and SHA-256 of '%s': %s".formatted(member.requirement(),
					member.path(), ex.getMessage()), ex);
		}
	}

	private static String read(ZipFile wheel, ZipEntry list, WheelMember member) throws IOException {
		try (InputStream content = wheel.getInputStream(list)) {
			byte[] bytes = content.readNBytes(MOST_BYTES + 1);
			if (bytes.length > MOST_BYTES) {
				throw new IOException("the list of members of '%s' has more than %,d bytes"
					.formatted(member.requirement(), MOST_BYTES));
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}
	}

	private static WheelRecord read(String fields) {
		String[] parts = fields.split(",", -1);
		if (parts.length != 2 || !parts[0].startsWith(DIGEST)) {
			throw new IllegalArgumentException("no digest in '%s'".formatted(fields));
		}
		byte[] digest = Base64.getUrlDecoder().decode(parts[0].substring(DIGEST.length()));
		long sizeBytes = Long.parseLong(parts[1].strip());
		if (sizeBytes <= 0 || sizeBytes > LARGEST_BYTES) {
			throw new IllegalArgumentException("a size of %d bytes".formatted(sizeBytes));
		}
		if (digest.length != DIGEST_BYTES) {
			throw new IllegalArgumentException("a SHA-256 of %d bytes".formatted(digest.length));
		}
		return new WheelRecord(sizeBytes, HexFormat.of().formatHex(digest));
	}

}
