package io.github.shimmy4j.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineReaderTests {

	private static final int MAX = LineReader.MAX_LINE_BYTES;

	@Test
	void runHandsOutTheLinesWithoutTheirEnds() {
		assertThat(linesOf("one\ntwo\r\n\nfour\n")).containsExactly("one", "two", "", "four");
	}

	@Test
	void runWhenTheLastLineHasNoEndHandsItOutToo() {
		assertThat(linesOf("one\nlast words")).containsExactly("one", "last words");
	}

	@Test
	void runWhenTheStreamIsEmptyHandsOutNothing() {
		assertThat(linesOf("")).isEmpty();
	}

	@Test
	void runWhenACarriageReturnIsNotAtTheEndKeepsIt() {
		assertThat(linesOf("10%\r20%\r\n\r\n")).containsExactly("10%\r20%", "");
	}

	@Test
	void runWhenALineIsTooLongCutsItAndGoesOn() {
		assertThat(linesOf("x".repeat(MAX) + "\n" + "y".repeat(MAX + 1) + "\nnext\n")).containsExactly("x".repeat(MAX),
				"y".repeat(MAX), "next");
	}

	@Test
	void runWhenACutFallsIntoACharacterReplacesItsHalf() {
		assertThat(linesOf("x".repeat(MAX - 1) + "é\n")).containsExactly("x".repeat(MAX - 1) + "\ufffd");
	}

	@Test
	void runWhenBytesAreNotUtf8ReplacesThem() {
		InputStream stream = new ByteArrayInputStream(new byte[] { 'a', (byte) 0xff, (byte) 0xc3, '\n', 'b', '\n' });
		assertThat(linesOf(stream)).containsExactly("a\ufffd\ufffd", "b");
	}

	@Test
	void runWhenACharacterIsSplitOverTwoReadsPutsItTogether() {
		byte[] emoji = "✅ Ready\n".getBytes(StandardCharsets.UTF_8);
		assertThat(linesOf(new OneByteAtATime(emoji))).containsExactly("✅ Ready");
	}

	@Test
	void runWhenFloodedWithoutANewlineKeepsOneBoundedLine() {
		Flood flood = new Flood(100L * 1024 * 1024);
		assertThat(linesOf(flood)).containsExactly("x".repeat(MAX));
		assertThat(flood.left).isZero();
	}

	@Test
	void runWhenThePipeBreaksPassesOnTheLastTextAndEnds() {
		assertThat(linesOf(new BrokenAfter("one\ntw".getBytes(StandardCharsets.UTF_8)))).containsExactly("one", "tw");
	}

	private static List<String> linesOf(String text) {
		return linesOf(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static List<String> linesOf(InputStream stream) {
		List<String> lines = new ArrayList<>();
		new LineReader(stream, lines::add).run();
		return lines;
	}

	private static final class OneByteAtATime extends ByteArrayInputStream {

		OneByteAtATime(byte[] bytes) {
			super(bytes);
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			return super.read(buffer, offset, 1);
		}

	}

	private static final class BrokenAfter extends InputStream {

		private final InputStream bytes;

		BrokenAfter(byte[] bytes) {
			this.bytes = new ByteArrayInputStream(bytes);
		}

		@Override
		public int read() throws IOException {
			int read = this.bytes.read();
			if (read < 0) {
				throw new IOException("Stream closed");
			}
			return read;
		}

	}

	private static final class Flood extends InputStream {

		private long left;

		Flood(long bytes) {
			this.left = bytes;
		}

		@Override
		public int read() {
			throw new UnsupportedOperationException("a byte at a time would take too long");
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			int count = (int) Math.min(length, this.left);
			this.left -= count;
			Arrays.fill(buffer, offset, offset + count, (byte) 'x');
			return (count > 0) ? count : -1;
		}

	}

}
