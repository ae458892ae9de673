package io.github.shimmy4j.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CustomSource}. */
class CustomSourceTests {

	private static final SourceReference REFERENCE = SourceReference.parse("s3:bucket/tiny.gguf");

	private final List<Long> offsets = new ArrayList<>();

	@TempDir
	private Path models;

	@Test
	void fileOfTheApplicationsOwnSourceIsVerifiedAndKept() {
		assertThat(ensure(new Bucket("s3", TinyModel.SIZE_BYTES))).hasBinaryContent(TinyModel.content());
		assertThat(this.offsets).containsExactly(0L);
	}

	@Test
	void readThatFailsIsResumedAtItsOffset() {
		assertThat(ensure(new Bucket("s3", 100_000))).hasBinaryContent(TinyModel.content());
		assertThat(this.offsets).containsExactly(0L, 100_000L, 200_000L);
	}

	@Test
	void storeThatFailsForAWhileIsOpenedAgain() {
		Bucket bucket = new Bucket("s3", 200_000);
		bucket.away = List.of(2, 3);
		assertThat(ensure(bucket)).hasBinaryContent(TinyModel.content());
		assertThat(this.offsets).containsExactly(0L, 200_000L, 200_000L, 200_000L);
	}

	@Test
	void storeThatCannotBeOpenedAtFirstIsNotRetried() {
		Bucket bucket = new Bucket("s3", 200_000);
		bucket.away = List.of(1);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> ensure(bucket))
			.withMessageContaining("s3:bucket/tiny.gguf: the bucket is away");
		assertThat(this.offsets).containsExactly(0L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "hf", "https", "file", "S3", "s 3", "" })
	void schemeThatIsTakenOrMalformedIsRefused(String scheme) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> ensure(new Bucket(scheme, 1)))
			.withMessageContaining("has the scheme '%s'".formatted(scheme))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

	@Test
	void twoSourcesOfOneSchemeAreRefused() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> Sources.of(Map.of(), List.of(new Bucket("s3", 1), new Bucket("s3", 1))));
	}

	@Test
	void unknownSchemeNamesTheKnownOnes() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> Sources.of(Map.of(), List.of(new Bucket("gs", 1)))
				.lookUp(REFERENCE, this.models, ProgressListener.NONE))
			.withMessage(
					"'s3:bucket/tiny.gguf' has the unknown scheme 's3'; known schemes are file, gs, hf, http, https, "
							+ "pypi");
	}

	private Path ensure(ModelSource own) {
		TestTransfer transfer = new TestTransfer(this.models);
		return transfer.ensure(transfer.sources(Map.of(), List.of(own)), REFERENCE);
	}

	/** A store whose reads fail after so many bytes. */
	private final class Bucket implements ModelSource {

		private final String scheme;

		private final int bytesPerRead;

		/** Numbers of the calls that fail, from one. */
		private List<Integer> away = List.of();

		private Bucket(String scheme, int bytesPerRead) {
			this.scheme = scheme;
			this.bytesPerRead = bytesPerRead;
		}

		@Override
		public String scheme() {
			return this.scheme;
		}

		@Override
		public RemoteFile lookUp(String address) {
			return new RemoteFile("v1", TinyModel.SIZE_BYTES, TinyModel.sha256(), null);
		}

		@Override
		public InputStream open(String address, long offset) throws IOException {
			assertThat(address).isEqualTo("bucket/tiny.gguf");
			CustomSourceTests.this.offsets.add(offset);
			if (this.away.contains(CustomSourceTests.this.offsets.size())) {
				throw new IOException("the bucket is away");
			}
			int from = (int) offset;
			int length = Math.min(this.bytesPerRead, TinyModel.SIZE_BYTES - from);
			return new ByteArrayInputStream(TinyModel.content(), from, length) {

				@Override
				public int read(byte[] buffer) throws IOException {
					int read = super.read(buffer);
					if (read < 0 && from + length < TinyModel.SIZE_BYTES) {
						throw new IOException("the bucket has gone away");
					}
					return read;
				}

			};
		}

	}

}
