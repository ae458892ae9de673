package io.github.shimmy4j.autoconfigure.sidecar;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.autoconfigure.BoundProperties;
import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.ShimmyConnectionDetails;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.LocalModel;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelLocation.ServerFit;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.model.SourceDownload;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.supervision.SidecarFactory;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.aot.AbstractAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Which beans there are, and whose. */
class ShimmySidecarAutoConfigurationTests {

	@TempDir
	Path directory;

	FakeShimmyContext fake;

	@BeforeEach
	void install() {
		this.fake = FakeShimmyContext.in(this.directory);
	}

	@Test
	void contextOfDefaultsHasSidecarThatIsReady() {
		this.fake.runner().run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(ShimmySidecar.class)
				.hasSingleBean(ModelRegistry.class)
				.hasSingleBean(DownloadHandler.class)
				.hasSingleBean(AcceleratorDetector.class)
				.hasSingleBean(ShimmyProperties.class)
				.doesNotHaveBean(ShimmyConnectionDetails.class);
			assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(context.getBean(ShimmySidecar.class).snapshot().model()).isEqualTo(FakeShimmyContext.MODEL);
			assertThat(this.fake.startedPids()).containsExactly(context.getBean(ShimmySidecar.class).snapshot().pid());
		});
	}

	@Test
	void modelsDirWithoutUsersHomeMovesModelsAlone() {
		this.fake.runnerWithoutHome().withPropertyValues("shimmy.auto-start=false").run((context) -> {
			ShimmyHome platform = ShimmyHome.of(System.getenv());
			assertThat(context.getBean(ShimmyHome.class)).isEqualTo(platform.withModels(this.fake.home().models()));
		});
	}

	@Test
	void enabledWhenFalseLeavesNoBeanOfOurs() {
		this.fake.runnerWithoutHome()
			.withPropertyValues("shimmy.enabled=false", "shimmy.no-such-key=1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanFactory().getBeanNamesForType(Object.class))
					.noneMatch((name) -> name.toLowerCase(Locale.ROOT).startsWith("shimmy"));
				assertThat(this.fake.startedPids()).isEmpty();
			});
	}

	@Test
	void usersSidecarWinsAndNothingIsLaunched() {
		ShimmySidecar users = new SidecarFactory(this.fake.home(), registry(), new SourceDownload(Map.of(), List.of()),
				AcceleratorDetector.create(Map.of()))
			.create(options());
		this.fake.runner().withBean("usersSidecar", ShimmySidecar.class, () -> users).run((context) -> {
			assertThat(context).hasSingleBean(ShimmySidecar.class).hasBean("usersSidecar");
			assertThat(context.getBean(StartDecision.class).reason()).contains("ShimmySidecar bean of its own");
			assertThat(users.snapshot().phase()).isEqualTo(Phase.STOPPED);
			assertThat(this.fake.startedPids()).isEmpty();
		});
	}

	private SidecarOptions options() {
		return PropertiesMapping.options(BoundProperties.of(this.fake.properties()));
	}

	private ModelRegistry registry() {
		return new ModelDirectory(this.fake.home().models(), ModelCatalog.builtIn());
	}

	@Test
	void usersModelRegistryWins() {
		ModelRegistry users = registry();
		this.fake.runner()
			.withPropertyValues("shimmy.auto-start=false")
			.withBean("usersRegistry", ModelRegistry.class, () -> users)
			.run((context) -> {
				assertThat(context).hasSingleBean(ModelRegistry.class);
				assertThat(context.getBean(ModelRegistry.class)).isSameAs(users);
			});
	}

	@Test
	void usersAcceleratorDetectorWinsAndIsAskedAtTheLaunchAlone() {
		AtomicInteger asked = new AtomicInteger();
		AcceleratorDetector users = () -> {
			asked.incrementAndGet();
			return AcceleratorDetector.create(Map.of()).detect();
		};
		this.fake.runner()
			.withPropertyValues("shimmy.auto-start=false")
			.withBean("usersDetector", AcceleratorDetector.class, () -> users)
			.run((context) -> {
				assertThat(context).hasSingleBean(AcceleratorDetector.class);
				assertThat(asked).hasValue(0);
				SidecarSnapshot ready = context.getBean(ShimmySidecar.class).ensureReady(Duration.ofSeconds(30));
				assertThat(asked).hasValue(1);
				assertThat(ready.requestedAccelerator()).isEqualTo(GpuMode.AUTO);
				assertThat(ready.recommendedAccelerator()).isNotNull().isNotEqualTo(GpuMode.AUTO);
				assertThat(ready.acceleratorReason()).isNotBlank();
			});
	}

	@Test
	void acceleratorDetectorSeesTheEnvironmentOfTheServer() {
		this.fake.runner()
			.withPropertyValues("shimmy.auto-start=false", "shimmy.env.CUDA_VISIBLE_DEVICES=-1")
			.run((context) -> assertThat(context.getBean(AcceleratorDetector.class).detect().evidence())
				.contains("CUDA_VISIBLE_DEVICES='-1'"));
	}

	@Test
	void registryListsWhatTheRunningServerCanRun() {
		this.fake.runner()
			.run((context) -> assertThat(context.getBean(ModelRegistry.class).listLocal()).singleElement()
				.satisfies((model) -> {
					assertThat(model.name()).isEqualTo(FakeShimmyContext.MODEL);
					assertThat(model.isDefault()).isTrue();
					assertThat(model.fit()).isEqualTo(ServerFit.YES);
				}));
	}

	@Test
	void registryWithoutServerCannotTellWhatRuns() {
		this.fake.runner()
			.withPropertyValues("shimmy.auto-start=false")
			.run((context) -> assertThat(context.getBean(ModelRegistry.class).listLocal())
				.extracting((model) -> model.fit().verdict())
				.containsExactly(ServerFit.Verdict.UNKNOWN));
	}

	/** The stores belong to the user who runs the tests, so there may be more models. */
	@Test
	void discoverWhenTrueStillListsTheModelsDirectoryFirst() {
		this.fake.runner()
			.withPropertyValues("shimmy.auto-start=false", "shimmy.model-source.discover=true")
			.run((context) -> assertThat(context.getBean(ModelRegistry.class).listLocal()).first()
				.extracting(LocalModel::file)
				.isEqualTo(this.fake.model()));
	}

	@Test
	void usersDownloadHandlerIsCalledForCatalogModelThatIsMissing() {
		DownloadHandler users = (model, destination, progress) -> {
			throw new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED, "no network for " + model.name());
		};
		this.fake.runner()
			.withBean("usersDownloads", DownloadHandler.class, () -> users)
			.withPropertyValues("shimmy.model=smollm2-135m-instruct")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(ShimmyException.class)
					.rootCause()
					.hasMessageContaining("no network for smollm2-135m-instruct");
				assertThat(this.fake.startedPids()).isEmpty();
				assertThat(Files.exists(this.fake.home().models().resolve("smollm2-135m-instruct.gguf"))).isFalse();
			});
	}

	@Test
	void usersConnectionDetailsWinAndNothingIsLaunched() {
		ShimmyConnectionDetails users = () -> URI.create("http://127.0.0.1:9/v1");
		this.fake.runner()
			.withBean("usersDetails", ShimmyConnectionDetails.class, () -> users)
			.withPropertyValues("shimmy.mode=external")
			.run((context) -> {
				assertThat(context).hasSingleBean(ShimmyConnectionDetails.class)
					.doesNotHaveBean(ShimmySidecar.class)
					.doesNotHaveBean(SidecarLifecycle.class);
				assertThat(this.fake.startedPids()).isEmpty();
			});
	}

	@Test
	void usersConnectionDetailsInOwnedModeLaunchNothing() {
		ShimmyConnectionDetails users = () -> URI.create("http://127.0.0.1:9/v1");
		this.fake.runner().withBean("usersDetails", ShimmyConnectionDetails.class, () -> users).run((context) -> {
			assertThat(context).hasSingleBean(ShimmyConnectionDetails.class).doesNotHaveBean(ShimmySidecar.class);
			assertThat(context.getBean(StartDecision.class).reason()).contains("ShimmyConnectionDetails bean");
			assertThat(this.fake.startedPids()).isEmpty();
		});
	}

	@Test
	void modeWhenExternalHasDetailsOfThePropertiesAndLaunchesNothing() {
		this.fake.runner()
			.withPropertyValues("shimmy.mode=external", "shimmy.base-url=http://example.org:1234/v1",
					"shimmy.api-key=sk-very-secret")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ShimmySidecar.class);
				assertThat(context.getBean(StartDecision.class).outcome()).isEqualTo(StartDecision.Outcome.EXTERNAL);
				ShimmyConnectionDetails details = context.getBean(ShimmyConnectionDetails.class);
				assertThat(details.baseUrl()).isEqualTo(URI.create("http://example.org:1234/v1"));
				assertThat(details.apiKey()).isEqualTo("sk-very-secret");
				assertThat(details.model()).isNull();
				assertThat(details.toString()).doesNotContain("secret");
				assertThat(this.fake.startedPids()).isEmpty();
			});
	}

	@Test
	void modeWhenExternalWithoutAddressFailsAndSaysWhatIsMissing() {
		this.fake.runner().withPropertyValues("shimmy.mode=external").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.asInstanceOf(type(ShimmyException.class))
				.satisfies((failure) -> {
					assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
					assertThat(failure).hasMessage("'shimmy.mode' is 'external' but 'shimmy.base-url' is not set; "
							+ "allowed is an address such as http://127.0.0.1:11435/v1");
				});
		});
	}

	@Test
	void sidecarIsNotLaunchedWhileAotProcessesTheContext() {
		this.fake.runner()
			.withPropertyValues("shimmy.auto-start=true", "shimmy.fail-fast=false")
			.withSystemProperties(AbstractAotProcessor.AOT_PROCESSING + "=true")
			.withBean(AsksAtCreation.class)
			.run((context) -> assertThat(context.getBean(AsksAtCreation.class).ready())
				.failsWithin(Duration.ofSeconds(10))
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("was not started"));
	}

}
