package io.github.shimmy4j.binary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A compressed TAR file, made in memory; equal members make equal files. */
final class TarArchive {

	private final TarArchiveOutputStream tar;

	private TarArchive(TarArchiveOutputStream tar) {
		this.tar = tar;
	}

	static byte[] of(Content content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
			content.write(new TarArchive(tar));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	void folder(String name) throws IOException {
		TarArchiveEntry entry = new TarArchiveEntry(name);
		entry.setModTime(0);
		this.tar.putArchiveEntry(entry);
		this.tar.closeArchiveEntry();
	}

	void file(String name, byte[] content) throws IOException {
		TarArchiveEntry entry = new TarArchiveEntry(name);
		entry.setModTime(0);
		entry.setSize(content.length);
		this.tar.putArchiveEntry(entry);
		this.tar.write(content);
		this.tar.closeArchiveEntry();
	}

	void link(String name, String target) throws IOException {
		TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
		entry.setModTime(0);
		entry.setLinkName(target);
		this.tar.putArchiveEntry(entry);
		this.tar.closeArchiveEntry();
	}

	/** Members of an archive. */
	@FunctionalInterface
	interface Content {

		void write(TarArchive archive) throws IOException;

	}

}
