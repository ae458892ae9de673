package io.github.shimmy4j.binary;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.OwnerOnly;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * An archive out of which one program is taken. Names in it decide nothing: the one
 * member is written where we want it, and an archive with a name, a link or a size that
 * no honest one has is refused as a whole.
 *
 * @param file the archive
 * @param zip whether it is a ZIP file, and not a compressed TAR
 * @param limits what an honest one keeps within
 */
record ProgramArchive(Path file, boolean zip, Limits limits) {

	private static final Set<Byte> PLAIN = Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_DIR);

	/** The archive that a file is, going by the name it had where it came from. */
	static Optional<ProgramArchive> of(String name, Path file) {
		String lower = name.toLowerCase(Locale.ROOT);
		boolean zip = lower.endsWith(".zip");
		boolean tar = lower.endsWith(".tar.gz") || lower.endsWith(".tgz");
		return (zip || tar) ? Optional.of(new ProgramArchive(file, zip, Limits.USUAL)) : Optional.empty();
	}

	/** Writes the one member that is the program. */
	void extractTo(Path program) throws IOException {
		Files.createFile(program, OwnerOnly.fileAttributes(program));
		ArchiveCheck check = new ArchiveCheck(this.limits);
		if (this.zip) {
			extractFromZip(program, check);
		}
		else {
			extractFromTar(program, check);
		}
		if (check.programs() != 1) {
			throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
					"The archive has %d members named 'shimmy' or 'shimmy.exe', expected 1"
						.formatted(check.programs()));
		}
	}

	private void extractFromZip(Path program, ArchiveCheck check) throws IOException {
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

	private void extractFromTar(Path program, ArchiveCheck check) throws IOException {
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

	/**
	 * What an honest archive of shimmy keeps within.
	 *
	 * @param entries how many members it may have
	 * @param bytes how long it may be when it is unpacked
	 */
	record Limits(int entries, long bytes) {

		/** A program, a licence and a readme; room for a whole distribution with CUDA. */
		static final Limits USUAL = new Limits(1000, 2L * 1024 * 1024 * 1024);

	}

}
