package io.github.shimmy4j.transfer;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.github.shimmy4j.fake.GgufBytes;
import io.github.shimmy4j.storage.Sha256;

/** A small file that begins like a model, with its digest and its sources. */
public final class TinyModel {

	public static final String COMMIT = "0123456789012345678901234567890123456789";

	public static final SourceReference.Hub HUB = new SourceReference.Hub("owner/tiny", COMMIT, "tiny.gguf");

	public static final SourceReference.Wheels WHEEL = new SourceReference.Wheels(
			List.of(new SourceReference.WheelMember("shimmy4j-tiny", "0.1.2", "shimmy4j_tiny/tiny.gguf")));

	public static final int SIZE_BYTES = 300_000;

	private TinyModel() {
	}

	public static byte[] content() {
		byte[] content = new byte[SIZE_BYTES];
		new Random(4).nextBytes(content);
		byte[] header = new GgufBytes().text("general.architecture", "llama").tensor("weights", 3, 20, 32).build();
		System.arraycopy(header, 0, content, 0, header.length);
		return content;
	}

	public static String sha256() {
		return sha256(content());
	}

	public static String sha256(byte[] content) {
		return HexFormat.of().formatHex(Sha256.begin().digest(content));
	}

	static WantedFile wanted() {
		return new WantedFile("tiny", SIZE_BYTES, sha256());
	}

	static FilePlace place(Path models) {
		return new FilePlace(models.resolve("tiny.gguf"), wanted());
	}

}
