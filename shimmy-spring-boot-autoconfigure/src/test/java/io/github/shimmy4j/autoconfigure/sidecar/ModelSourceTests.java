package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.ModelTransferEvent;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.transfer.ModelSource;
import io.github.shimmy4j.transfer.RemoteFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** Where models come from, as an application says it. */
class ModelSourceTests {

	@TempDir
	private Path directory;

	private FakeShimmyContext fake;

	@BeforeEach
	void setUp() {
		this.fake = FakeShimmyContext.in(this.directory);
	}

	@Test
	void modelOfTheApplicationsOwnSourceIsFetchedAndServed() {
		List<ModelTransferEvent> events = new CopyOnWriteArrayList<>();
		runner().withBean("progress", ApplicationListener.class, () -> listener(events))
			.withBean(ModelSource.class, () -> new Store(content()))
			.withPropertyValues("shimmy.model=store:shelf/own.gguf")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ShimmySidecar.class).snapshot().model()).isEqualTo("own");
				assertThat(events).last()
					.isEqualTo(new ModelTransferEvent(content().length, content().length, "store:shelf/own.gguf"));
			});
	}

	@Test
	void schemeThatNobodyKnowsStopsTheStart() {
		runner().withPropertyValues("shimmy.model=store:shelf/own.gguf").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(ShimmyException.class,
						(ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION))
				.hasMessageContaining("whose scheme 'store' is not known; known are file, hf, https, pypi");
		});
	}

	@Test
	void catalogOfTheApplicationIsAddedAndItsLicenseAsksForAWord() throws IOException {
		Path catalog = Files.writeString(this.directory.resolve("models.yaml"), """
				models:
				  own-model:
				    license: gemma
				    licenseUrl: https://licences.example/gemma
				    context: 4096
				    variants:
				      - {file: own.gguf, size: %d, sha256: %s, tensors: [F32], sources: ['store:shelf/own.gguf']}
				""".formatted(content().length, sha256(content())));
		ApplicationContextRunner runner = runner().withBean(ModelSource.class, () -> new Store(content()))
			.withPropertyValues("shimmy.model=own-model", "shimmy.model-source.catalog=file:" + catalog);
		runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(ShimmyException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.LICENSE_NOT_ACCEPTED)));
		runner.withPropertyValues("shimmy.model-source.accept-license=gemma").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ModelRegistry.class).verify(ModelReference.parse("own-model")).outcome())
				.hasToString("VERIFIED");
		});
	}

	@Test
	void catalogWithTheFileOfAnotherModelIsNamed() throws IOException {
		String file = ModelCatalog.builtIn().find("smollm2-135m-instruct").orElseThrow().variants().get(0).fileName();
		Path catalog = Files.writeString(this.directory.resolve("models.yaml"), """
				models:
				  own-model:
				    license: MIT
				    context: 4096
				    variants: [{file: %s, size: 5, tensors: [F32], sources: ['hf:a/b/x.gguf']}]
				""".formatted(file));
		runner().withPropertyValues("shimmy.model-source.catalog=file:" + catalog)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(ShimmyException.class,
						(ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION))
				.hasMessageContaining(catalog.toString())
				.hasMessageContaining("file '%s'".formatted(file)));
	}

	@Test
	void catalogThatIsMissingIsNamed() {
		runner().withPropertyValues("shimmy.model-source.catalog=file:/no/such.yaml")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("such.yaml")
				.isInstanceOf(IOException.class));
	}

	private ApplicationContextRunner runner() {
		return this.fake.runner();
	}

	private static ApplicationListener<?> listener(List<ModelTransferEvent> events) {
		return (event) -> {
			if (event instanceof PayloadApplicationEvent<?> wrapped
					&& wrapped.getPayload() instanceof ModelTransferEvent progress) {
				events.add(progress);
			}
		};
	}

	private byte[] content() {
		try {
			return Files.readAllBytes(this.fake.model());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String sha256(byte[] content) {
		return HexFormat.of().formatHex(Sha256.begin().digest(content));
	}

	/**
	 * A store of one file.
	 *
	 * @param content its bytes
	 */
	private record Store(byte[] content) implements ModelSource {

		@Override
		public String scheme() {
			return "store";
		}

		@Override
		public RemoteFile lookUp(String address) {
			return new RemoteFile("v1", this.content.length, sha256(this.content), null);
		}

		@Override
		public InputStream open(String address, long offset) {
			return new ByteArrayInputStream(this.content, (int) offset, this.content.length - (int) offset);
		}

	}

}
