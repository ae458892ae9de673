package io.github.shimmy4j.binary;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.storage.OwnerOnly;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * An archive from which one program is extracted, with its shared libraries beside it.
 * Folders in the archive decide nothing. An archive with a member that no honest one has,
 * by its name, type or size, is refused as a whole.
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

	/** Writes the only member that is the program, and its libraries. */
	void extractTo(Path directory, ServerProgram server) throws IOException {
		ArchiveMembers members = new ArchiveMembers(server, this.limits);
		if (this.zip) {
			extractFromZip(directory, members);
		}
		else {
			extractFromTar(directory, members);
		}
		for (Map.Entry<String, String> link : members.links().entrySet()) {
			link(directory, link.getKey(), link.getValue());
		}
	}

	private static void link(Path directory, String name, String target) throws IOException {
		try {
			Files.createSymbolicLink(directory.resolve(name), Path.of(target));
		}
		catch (UnsupportedOperationException | FileSystemException ex) {
			// Some file systems have no links, and Windows without developer mode
			// refuses.
			Files.copy(directory.resolve(target), directory.resolve(name));
		}
	}

	private void extractFromZip(Path directory, ArchiveMembers members) throws IOException {
		Budget budget = new Budget(this.limits.bytes());
		try (ZipFile archive = ZipFile.builder().setPath(this.file).get()) {
			Enumeration<ZipArchiveEntry> entries = archive.getEntries();
			while (entries.hasMoreElements()) {
				ZipArchiveEntry entry = entries.nextElement();
				Optional<String> name = members.accept(entry, null, entry.isUnixSymlink() ? "a link" : "");
				if (name.isPresent()) {
					try (InputStream content = archive.getInputStream(entry)) {
						copy(new LimitedStream(content, budget), directory.resolve(name.get()));
					}
				}
			}
		}
	}

	private void extractFromTar(Path directory, ArchiveMembers members) throws IOException {
		Budget budget = new Budget(this.limits.bytes());
		try (InputStream raw = new BufferedInputStream(Files.newInputStream(this.file));
				InputStream unpacked = new LimitedStream(new GzipCompressorInputStream(raw), budget);
				TarArchiveInputStream archive = new TarArchiveInputStream(unpacked)) {
			for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
				Optional<String> name = members.accept(entry, entry.isSymbolicLink() ? entry.getLinkName() : null,
						oddity(entry));
				if (name.isPresent()) {
					copy(archive, directory.resolve(name.get()));
				}
			}
		}
	}

	private static String oddity(TarArchiveEntry entry) {
		if (entry.isLink()) {
			return "a link";
		}
		return (PLAIN.contains(entry.getLinkFlag()) && !entry.isSparse()) ? "" : "no plain file";
	}

	private static void copy(InputStream content, Path file) throws IOException {
		Files.createFile(file, OwnerOnly.fileAttributes(file));
		try (OutputStream stream = Files.newOutputStream(file)) {
			content.transferTo(stream);
		}
	}

	/**
	 * Limits that an honest archive keeps.
	 *
	 * @param entries most members
	 * @param bytes most bytes of its contents
	 */
	record Limits(int entries, long bytes) {

		/** Programs, libraries and licences; room for a whole distribution with CUDA. */
		static final Limits USUAL = new Limits(1000, 2L * 1024 * 1024 * 1024);

	}

	/** Bytes that may still be unpacked; the headers may name fewer than there are. */
	private static final class Budget {

		private final long limit;

		private long count;

		Budget(long limit) {
			this.limit = limit;
		}

		void take(long bytes) {
			this.count += bytes;
			if (this.count > this.limit) {
				throw ArchiveMembers.refused("more than %,d bytes".formatted(this.limit));
			}
		}

	}

	/** Takes what is read, or skipped after it was unpacked, from a budget. */
	private static final class LimitedStream extends FilterInputStream {

		private final Budget budget;

		LimitedStream(InputStream stream, Budget budget) {
			super(stream);
			this.budget = budget;
		}

		@Override
		public int read() throws IOException {
			int value = super.read();
			this.budget.take((value >= 0) ? 1 : 0);
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = super.read(buffer, offset, length);
			this.budget.take(Math.max(0, read));
			return read;
		}

		@Override
		public long skip(long bytes) throws IOException {
			long skipped = super.skip(bytes);
			this.budget.take(skipped);
			return skipped;
		}

	}

}
