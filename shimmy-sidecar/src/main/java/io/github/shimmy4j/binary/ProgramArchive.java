package io.github.shimmy4j.binary;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.OwnerOnly;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * An archive from which one program is extracted, to a path of our own. Names in the
 * archive decide nothing. An archive with a member that no honest one has, by its name,
 * type or size, is refused as a whole.
 */
final class ProgramArchive {

	private static final Set<Byte> PLAIN = Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_DIR);

	private final Path file;

	/** Otherwise it is a compressed TAR file. */
	private final boolean zip;

	private final Limits limits;

	ProgramArchive(Path file, boolean zip, Limits limits) {
		this.file = file;
		this.zip = zip;
		this.limits = limits;
	}

	/** The archive in a file, by the name of the download; empty if it is none. */
	static Optional<ProgramArchive> of(String name, Path file) {
		String lower = name.toLowerCase(Locale.ROOT);
		boolean zip = lower.endsWith(".zip");
		boolean tar = lower.endsWith(".tar.gz") || lower.endsWith(".tgz");
		return (zip || tar) ? Optional.of(new ProgramArchive(file, zip, Limits.USUAL)) : Optional.empty();
	}

	/** Writes the only member that is the program. */
	void extractTo(Path program) throws IOException {
		Files.createFile(program, OwnerOnly.fileAttributes(program));
		MemberCheck check = new MemberCheck(this.limits);
		if (this.zip) {
			extractFromZip(program, check);
		}
		else {
			extractFromTar(program, check);
		}
		if (check.programs != 1) {
			throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
					"The archive has %d members named 'shimmy' or 'shimmy.exe', expected 1".formatted(check.programs));
		}
	}

	private void extractFromZip(Path program, MemberCheck check) throws IOException {
		try (ZipFile archive = ZipFile.builder().setPath(this.file).get()) {
			Enumeration<ZipArchiveEntry> entries = archive.getEntries();
			while (entries.hasMoreElements()) {
				ZipArchiveEntry entry = entries.nextElement();
				if (check.accept(entry, entry.isUnixSymlink() ? "a link" : "")) {
					try (InputStream content = archive.getInputStream(entry)) {
						copy(new LimitedStream(content, this.limits.bytes()), program);
					}
				}
			}
		}
	}

	private void extractFromTar(Path program, MemberCheck check) throws IOException {
		try (InputStream raw = new BufferedInputStream(Files.newInputStream(this.file));
				InputStream unpacked = new LimitedStream(new GzipCompressorInputStream(raw), this.limits.bytes());
				TarArchiveInputStream archive = new TarArchiveInputStream(unpacked)) {
			for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
				if (check.accept(entry, oddity(entry))) {
					copy(archive, program);
				}
			}
		}
	}

	private static String oddity(TarArchiveEntry entry) {
		if (entry.isSymbolicLink() || entry.isLink()) {
			return "a link";
		}
		return (PLAIN.contains(entry.getLinkFlag()) && !entry.isSparse()) ? "" : "no plain file";
	}

	private static void copy(InputStream content, Path program) throws IOException {
		try (OutputStream stream = Files.newOutputStream(program)) {
			content.transferTo(stream);
		}
	}

	private static ShimmyException refused(String what) {
		return new ShimmyException(ShimmyErrorCode.INSTALL_FAILED, "The archive is refused: it has " + what);
	}

	/**
	 * Limits that an honest archive of shimmy keeps.
	 *
	 * @param entries most members
	 * @param bytes most bytes of its contents
	 */
	record Limits(int entries, long bytes) {

		/** A program, a licence and a readme; room for a whole distribution with CUDA. */
		static final Limits USUAL = new Limits(1000, 2L * 1024 * 1024 * 1024);

	}

	/** Checks each member, and refuses the archive for any that is odd. */
	private static final class MemberCheck {

		private static final Set<String> PROGRAMS = Set.of("shimmy", "shimmy.exe");

		private static final Pattern ABSOLUTE = Pattern.compile("^(/|[A-Za-z]:).*", Pattern.DOTALL);

		private final Limits limits;

		private int entries;

		/** Number of members that are the program. */
		private int programs;

		MemberCheck(Limits limits) {
			this.limits = limits;
		}

		/** Throws if the member is odd; true for the first one that is the program. */
		boolean accept(ArchiveEntry entry, String oddity) {
			this.entries++;
			if (this.entries > this.limits.entries()) {
				throw refused("more than %d members".formatted(this.limits.entries()));
			}
			String name = entry.getName().replace('\\', '/');
			String[] parts = name.split("/");
			if (ABSOLUTE.matcher(name).matches() || Arrays.asList(parts).contains("..") || name.indexOf('\0') >= 0) {
				throw refused("a member with the name '%s'".formatted(entry.getName()));
			}
			if (!oddity.isEmpty()) {
				throw refused("the member '%s', which is %s".formatted(entry.getName(), oddity));
			}
			if (entry.getSize() > this.limits.bytes()) {
				throw refused("the member '%s' of %,d bytes".formatted(entry.getName(), entry.getSize()));
			}
			if (entry.isDirectory() || parts.length == 0 || !PROGRAMS.contains(parts[parts.length - 1])) {
				return false;
			}
			this.programs++;
			return this.programs == 1;
		}

	}

	/** Fails when more bytes are unpacked than allowed; the header may name fewer. */
	private static final class LimitedStream extends FilterInputStream {

		private final long limit;

		private long count;

		LimitedStream(InputStream stream, long limit) {
			super(stream);
			this.limit = limit;
		}

		@Override
		public int read() throws IOException {
			int value = super.read();
			count((value >= 0) ? 1 : 0);
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = super.read(buffer, offset, length);
			count(Math.max(0, read));
			return read;
		}

		/** Counts skipped bytes, because they are unpacked as well. */
		@Override
		public long skip(long bytes) throws IOException {
			long skipped = super.skip(bytes);
			count(skipped);
			return skipped;
		}

		private void count(long bytes) {
			this.count += bytes;
			if (this.count > this.limit) {
				throw refused("more than %,d bytes".formatted(this.limit));
			}
		}

	}

}
