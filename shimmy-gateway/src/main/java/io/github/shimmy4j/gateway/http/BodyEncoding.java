package io.github.shimmy4j.gateway.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import io.airlift.compress.zstd.ZstdInputStream;
import io.github.shimmy4j.gateway.call.RequestException;
import org.jspecify.annotations.Nullable;

/** How the body of a request is compressed: a value of {@code Content-Encoding}. */
enum BodyEncoding {

	/** As most HTTP clients do it. */
	GZIP {
		@Override
		InputStream open(byte[] body) throws IOException {
			return new GZIPInputStream(new ByteArrayInputStream(body));
		}
	},

	/** With zlib's header, or without, since clients differ. */
	DEFLATE {
		@Override
		InputStream open(byte[] body) {
			return new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(!hasZlibHeader(body))) {

				@Override
				public void close() throws IOException {
					super.close();
					this.inf.end();
				}

			};
		}
	},

	/** As Codex does it. */
	ZSTD {
		@Override
		InputStream open(byte[] body) {
			return new ZstdInputStream(new ByteArrayInputStream(body));
		}

		@Override
		long window(byte[] body) throws IOException {
			return ZstdFrames.window(body);
		}
	};

	/** Largest window of a decoder that does not keep the whole body. */
	static final long MOST_WINDOW = ZstdFrames.MOST_WINDOW;

	private static final String IDENTITY = "identity";

	/** Opens a compressed body; the stream fails where the body is damaged. */
	abstract InputStream open(byte[] body) throws IOException;

	/** Bytes that its decoder keeps beside the body, if they are worth counting. */
	long window(byte[] body) throws IOException {
		return 0;
	}

	/** Name as in the header. */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Finds the encoding of a body.
	 * @param said all values of {@code Content-Encoding}
	 * @return the encoding; null if the body is sent as it is
	 * @throws RequestException with status 415 if it is unknown, or if there are several
	 */
	static @Nullable BodyEncoding of(List<String> said) {
		List<String> encodings = said.stream()
			.flatMap((value) -> Stream.of(value.split(",")))
			.map((value) -> value.strip().toLowerCase(Locale.ROOT))
			.filter((value) -> !value.isEmpty() && !value.equals(IDENTITY))
			.toList();
		if (encodings.isEmpty()) {
			return null;
		}
		if (encodings.size() == 1) {
			String word = encodings.get(0).equals("x-gzip") ? "gzip" : encodings.get(0);
			for (BodyEncoding each : values()) {
				if (each.word().equals(word)) {
					return each;
				}
			}
		}
		throw RequestException.http(415, "unsupported_encoding",
				"The body has the Content-Encoding '%s'; allowed is one of %s, or none"
					.formatted(String.join(", ", encodings), words()));
	}

	private static String words() {
		return Stream.of(values()).map(BodyEncoding::word).collect(Collectors.joining(", "));
	}

	private static boolean hasZlibHeader(byte[] body) {
		return body.length > 1 && (body[0] & 0x0F) == 8 && ((body[0] & 0xFF) << 8 | (body[1] & 0xFF)) % 31 == 0;
	}

}
