package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any file, with any content: the reader ends with a header or with NOT_A_MODEL, and
 * needs little memory. The seed is the number of the repetition.
 */
class GgufHeaderFuzzTests {

	private static final int FILES = 500;

	/** For the reader's buffer, and texts of at most the file's length. */
	private static final long MAX_ALLOCATED_BYTES = 2 << 20;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final byte[] valid = GgufHeaderTests.whole().build();

	@TempDir
	private Path temporary;

	/** The first reads load classes, which needs more memory than the reads. */
	@BeforeEach
	void loadClasses() throws IOException {
		readOrRefuse(this.valid);
		readOrRefuse(Arrays.copyOf(this.valid, this.valid.length / 2));
	}

	@RepeatedTest(8)
	void readOfMutatedFileTellsOrRefuses(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		for (int i = 0; i < FILES; i++) {
			byte[] content = this.valid.clone();
			for (int mutations = 1 + random.nextInt(4); mutations > 0; mutations--) {
				mutate(content, random);
			}
			assertEnds(Arrays.copyOf(content, random.nextBoolean() ? content.length : random.nextInt(content.length)));
		}
	}

	@Test
	void readOfTruncatedFileTellsOrRefuses() throws IOException {
		for (int length = 0; length < this.valid.length; length++) {
			assertEnds(Arrays.copyOf(this.valid, length));
		}
	}

	/** After magic and version, since a file with wrong ones is refused at once. */
	private static void mutate(byte[] content, Random random) {
		int position = 8 + random.nextInt(content.length - 16);
		ByteBuffer bytes = ByteBuffer.wrap(content);
		switch (random.nextInt(5)) {
			case 0 -> bytes.put(position, (byte) random.nextInt());
			case 1 -> bytes.put(position, (byte) (bytes.get(position) ^ (1 << random.nextInt(8))));
			case 2 -> bytes.putLong(position, random.nextLong());
			case 3 -> bytes.putLong(position, -1L >>> random.nextInt(64));
			default -> Arrays.fill(content, position, position + 8, (byte) 0);
		}
	}

	private void assertEnds(byte[] content) throws IOException {
		assertThat(readOrRefuse(content)).isLessThan(MAX_ALLOCATED_BYTES);
	}

	/** Returns the allocated memory in bytes. */
	private long readOrRefuse(byte[] content) throws IOException {
		Path file = Files.write(this.temporary.resolve("m.gguf"), content);
		long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
		try {
			assertThat(GgufHeader.read(file).parts()).isPositive();
		}
		catch (ShimmyException ex) {
			assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_A_MODEL);
			assertThat(ex).hasMessageContaining(file.toString());
		}
		return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
	}

}
