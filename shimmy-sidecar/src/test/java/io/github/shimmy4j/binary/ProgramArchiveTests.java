package io.github.shimmy4j.binary;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Archives, honest and not: fault M5. */
class ProgramArchiveTests {

	private static final byte[] PROGRAM = "a program".getBytes(StandardCharsets.UTF_8);

	private static final ProgramArchive.Limits LIMITS = new ProgramArchive.Limits(10, 100_000);

	@TempDir
	private Path directory;

	private Path archive;

	private Path program;

	@BeforeEach
	void setUp() throws IOException {
		this.archive = this.directory.resolve("download");
		this.program = Files.createDirectory(this.directory.resolve("staging")).resolve("shimmy");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy", "shimmy-1.7.4/shimmy", "./shimmy", "shimmy.exe", "dist\\shimmy.exe" })
	void programIsTakenOutWhereverItIs(String name) throws IOException {
		tar((tar) -> {
			folder(tar, "docs/");
			file(tar, "docs/README.md", "read me".getBytes(StandardCharsets.UTF_8));
			file(tar, name, PROGRAM);
			file(tar, "not-shimmy", new byte[3]);
		});
		extract(false);
		assertThat(this.program).hasBinaryContent(PROGRAM);
		Files.delete(this.program);
		zip((zip) -> {
			file(zip, "docs/", new byte[0]);
			file(zip, name, PROGRAM);
		});
		extract(true);
		assertThat(this.program).hasBinaryContent(PROGRAM);
		assertThat(this.program.getParent().toFile().list()).containsExactly("shimmy");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../shimmy", "a/../../shimmy", "a/..", "..", "/shimmy", "/etc/cron.d/x", "\\shimmy",
			"..\\shimmy", "C:\\Windows\\shimmy.exe", "c:shimmy" })
	void nameThatLeadsElsewhereIsRefused(String name) throws IOException {
		tar((tar) -> {
			file(tar, "shimmy", PROGRAM);
			file(tar, name, PROGRAM);
		});
		assertRefused(false, "a member with the name");
		zip((zip) -> {
			file(zip, "shimmy", PROGRAM);
			file(zip, name, PROGRAM);
		});
		assertRefused(true, "a member with the name");
	}

	@ParameterizedTest
	@ValueSource(bytes = { TarConstants.LF_SYMLINK, TarConstants.LF_LINK })
	void linkIsRefused(byte type) throws IOException {
		tar((tar) -> {
			TarArchiveEntry link = new TarArchiveEntry("shimmy", type);
			link.setLinkName("/bin/sh");
			tar.putArchiveEntry(link);
			tar.closeArchiveEntry();
		});
		assertRefused(false, "the member 'shimmy', which is a link");
	}

	@ParameterizedTest
	@ValueSource(bytes = { TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO })
	void whatIsNoPlainFileIsRefused(byte type) throws IOException {
		tar((tar) -> {
			tar.putArchiveEntry(new TarArchiveEntry("shimmy", type));
			tar.closeArchiveEntry();
		});
		assertRefused(false, "which is no plain file");
	}

	@Test
	void linkInAZipFileIsRefused() throws IOException {
		zip((zip) -> {
			ZipArchiveEntry link = new ZipArchiveEntry("shimmy");
			link.setUnixMode(UnixStat.LINK_FLAG | UnixStat.DEFAULT_LINK_PERM);
			zip.putArchiveEntry(link);
			zip.write("/bin/sh".getBytes(StandardCharsets.UTF_8));
			zip.closeArchiveEntry();
		});
		assertRefused(true, "the member 'shimmy', which is a link");
	}

	@Test
	void tooManyMembersAreRefused() throws IOException {
		tar((tar) -> {
			for (int i = 0; i < 11; i++) {
				file(tar, "member-" + i, new byte[0]);
			}
		});
		assertRefused(false, "more than 10 members");
		zip((zip) -> {
			for (int i = 0; i < 11; i++) {
				file(zip, "member-" + i, new byte[0]);
			}
		});
		assertRefused(true, "more than 10 members");
	}

	@Test
	void bombIsRefused() throws IOException {
		tar((tar) -> file(tar, "shimmy", new byte[20_000_000]));
		assertThat(Files.size(this.archive)).as("the archive").isLessThan(100_000);
		assertRefused(false, "20,000,000 bytes");
		zip((zip) -> file(zip, "shimmy", new byte[20_000_000]));
		assertThat(Files.size(this.archive)).as("the archive").isLessThan(100_000);
		assertRefused(true, "20,000,000 bytes");
	}

	@Test
	void bombOfManySmallMembersIsRefused() throws IOException {
		tar((tar) -> {
			for (int i = 0; i < 9; i++) {
				file(tar, "member-" + i, new byte[90_000]);
			}
		});
		assertRefused(false, "more than 100,000 bytes");
	}

	@Test
	void bombThatLiesAboutItsSizeIsRefused() throws IOException {
		zip((zip) -> file(zip, "shimmy", new byte[20_000_000]));
		byte[] bytes = Files.readAllBytes(this.archive);
		// The central directory's field of the size, 24 bytes after its signature.
		int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
		bytes[directory + 24] = 1;
		bytes[directory + 25] = 0;
		bytes[directory + 26] = 0;
		bytes[directory + 27] = 0;
		Files.write(this.archive, bytes);
		assertRefused(true, "more than 100,000 bytes");
	}

	@Test
	void archiveWithoutAProgramIsRefused() throws IOException {
		tar((tar) -> file(tar, "README.md", PROGRAM));
		assertRefused(false, "0 members named 'shimmy'");
	}

	@Test
	void archiveWithTwoProgramsIsRefused() throws IOException {
		zip((zip) -> {
			file(zip, "shimmy", PROGRAM);
			file(zip, "shimmy.exe", PROGRAM);
		});
		assertRefused(true, "2 members named 'shimmy'");
	}

	@Test
	void fileThatIsNoArchiveFails() throws IOException {
		Files.writeString(this.archive, "neither");
		assertThatIOException().isThrownBy(() -> extract(false));
		Files.deleteIfExists(this.program);
		assertThatIOException().isThrownBy(() -> extract(true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy-linux-x86_64", "shimmy-windows-x86_64.exe", "shimmy.tar.xz" })
	void fileOfAnotherNameIsTakenForTheProgram(String name) {
		assertThat(ProgramArchive.of(name, this.archive)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy.tar.gz", "shimmy.TGZ", "shimmy-1.7.4.zip" })
	void archiveIsKnownByItsName(String name) {
		assertThat(ProgramArchive.of(name, this.archive)).isPresent();
	}

	private void assertRefused(boolean zip, String message) throws IOException {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> extract(zip))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED));
		assertThat(this.directory.toFile().list()).containsExactlyInAnyOrder("download", "staging");
		assertThat(this.program.getParent().toFile().list()).isSubsetOf("shimmy");
		Files.deleteIfExists(this.program);
	}

	private void extract(boolean zip) throws IOException {
		new ProgramArchive(this.archive, zip, LIMITS).extractTo(this.program.getParent(), ServerProgram.SHIMMY);
	}

	private void tar(Content<TarArchiveOutputStream> content) throws IOException {
		try (OutputStream file = Files.newOutputStream(this.archive);
				TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
			content.write(tar);
		}
	}

	private void zip(Content<ZipArchiveOutputStream> content) throws IOException {
		try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(this.archive)) {
			content.write(zip);
		}
	}

	private static void folder(TarArchiveOutputStream tar, String name) throws IOException {
		tar.putArchiveEntry(new TarArchiveEntry(name));
		tar.closeArchiveEntry();
	}

	private static void file(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
		TarArchiveEntry entry = new TarArchiveEntry("x", true);
		// As it is: the constructor takes off what leads elsewhere.
		entry.setName(name);
		if (name.startsWith("/") || name.startsWith("\\") || name.contains(":")) {
			entry = new TarArchiveEntry(name, true);
		}
		entry.setSize(bytes.length);
		tar.putArchiveEntry(entry);
		tar.write(bytes);
		tar.closeArchiveEntry();
	}

	private static void file(ZipArchiveOutputStream zip, String name, byte[] bytes) throws IOException {
		zip.putArchiveEntry(new ZipArchiveEntry(name));
		zip.write(bytes);
		zip.closeArchiveEntry();
	}

	/** A member of an archive. */
	@FunctionalInterface
	private interface Content<A> {

		void write(A archive) throws IOException;

	}

}
