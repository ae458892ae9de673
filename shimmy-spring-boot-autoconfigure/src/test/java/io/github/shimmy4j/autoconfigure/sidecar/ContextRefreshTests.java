package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.support.AbstractRefreshableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** One context that is refreshed twice. */
class ContextRefreshTests {

	@TempDir
	Path directory;

	FakeShimmyContext fake;

	@BeforeEach
	void install() {
		this.fake = FakeShimmyContext.in(this.directory);
	}

	@Test
	void refreshOnceMoreEndsTheServerAndStartsAnother() {
		try (Refreshable context = new Refreshable()) {
			TestPropertyValues.of(this.fake.properties()).applyTo(context);
			context.refresh();
			Long first = context.getBean(ShimmySidecar.class).snapshot().pid();
			assertThat(this.fake.alivePids()).containsExactly(first);
			context.refresh();
			assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(context.getBean(ShimmySidecar.class).snapshot().pid()).isNotEqualTo(first);
			assertThat(this.fake.alivePids()).hasSize(1).doesNotContain(first);
		}
		assertThat(this.fake.alivePids()).isEmpty();
		assertThat(this.fake.launchDirectories()).isEmpty();
	}

	/** Most contexts refuse a second refresh; this kind does not. */
	private final class Refreshable extends AbstractRefreshableApplicationContext {

		@Override
		protected void loadBeanDefinitions(DefaultListableBeanFactory beanFactory) {
			AnnotatedBeanDefinitionReader reader = new AnnotatedBeanDefinitionReader(beanFactory, getEnvironment());
			reader.registerBean(ShimmyHome.class, () -> ContextRefreshTests.this.fake.home());
			reader.register(ShimmySidecarAutoConfiguration.class);
		}

	}

}
