package io.github.shimmy4j.autoconfigure.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.FakeShimmyWeb;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyDoctorAutoConfiguration;
import io.github.shimmy4j.doctor.Doctor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which beans there are, and what JMX and IDEs see of the endpoint. */
class ShimmyEndpointAutoConfigurationTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return FakeShimmyContext.in(this.directory)
			.runner()
			.withConfiguration(
					AutoConfigurations.of(ShimmyDoctorAutoConfiguration.class, ShimmyEndpointAutoConfiguration.class))
			.withPropertyValues("shimmy.auto-start=false", "management.endpoints.web.exposure.include=shimmy");
	}

	@Test
	void endpointIsThereWhereItIsExposed() {
		runner().run((context) -> assertThat(context).hasSingleBean(ShimmyEndpoint.class)
			.hasSingleBean(ShimmyEndpointWebExtension.class)
			.hasSingleBean(ShimmyEndpointJmxExtension.class));
	}

	@Test
	void endpointIsAbsentWhereItIsNotExposedOrItsAccessIsNone() {
		runner().withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ShimmyEndpoint.class));
		runner().withPropertyValues("management.endpoint.shimmy.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ShimmyEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutActuator() {
		runner().withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("shimmyEndpoint"));
	}

	@Test
	void endpointIsAbsentWithoutSidecarOfOurOwn() {
		runner().withPropertyValues("shimmy.mode=external", "shimmy.base-url=http://127.0.0.1:9/v1")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ShimmyEndpoint.class));
		runner().withPropertyValues("shimmy.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ShimmyEndpoint.class));
	}

	@Test
	void doctorIsThereWithAServerOfOurOwnOnlyAndAUsersWins() {
		runner().run((context) -> assertThat(context).hasSingleBean(Doctor.class));
		runner().withPropertyValues("shimmy.mode=external", "shimmy.base-url=http://127.0.0.1:9/v1")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Doctor.class));
		Doctor users = () -> {
			throw new UnsupportedOperationException();
		};
		runner().withBean("mine", Doctor.class, () -> users)
			.run((context) -> assertThat(context).getBean(Doctor.class).isSameAs(users));
	}

	@Test
	void usersEndpointWins() {
		runner().withBean("shimmyEndpoint", UsersEndpoint.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(UsersEndpoint.class)
				.doesNotHaveBean(ShimmyEndpoint.class)
				.doesNotHaveBean(ShimmyEndpointWebExtension.class)
				.doesNotHaveBean(ShimmyEndpointJmxExtension.class));
	}

	@Test
	void jmxOffersTheSameAndTellsWhichActionsThereAre() throws Exception {
		try (FakeShimmyWeb web = FakeShimmyWeb.start(FakeShimmyContext.in(this.directory), "spring.jmx.enabled=true",
				"spring.jmx.default-domain=shimmy-endpoint-tests", "management.endpoints.jmx.exposure.include=shimmy",
				"management.endpoint.shimmy.access=unrestricted")) {
			ObjectName name = new ObjectName("shimmy-endpoint-tests:type=Endpoint,name=Shimmy");
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			Map<?, ?> described = (Map<?, ?>) server.invoke(name, "shimmy", new Object[0], new String[0]);
			assertThat(((Map<?, ?>) described.get("snapshot")).get("phase")).isEqualTo("READY");
			String[] signature = { String.class.getName() };
			Map<?, ?> examined = (Map<?, ?>) server.invoke(name, "look", new Object[] { "doctor" }, signature);
			assertThat(examined.get("status")).isEqualTo("OK");
			assertThat(server.invoke(name, "look", new Object[] { "dentist" }, signature)).isNull();
			Map<?, ?> stopped = (Map<?, ?>) server.invoke(name, "act", new Object[] { "stop" }, signature);
			assertThat(stopped.get("phase")).isIn("STOPPING", "STOPPED");
			assertThatExceptionOfType(ReflectionException.class)
				.isThrownBy(() -> server.invoke(name, "act", new Object[] { "explode" }, signature))
				.withMessageContaining("allowed are start, stop, restart");
		}
	}

	@Test
	void metadataSaysThatWritingIsOffByDefault() throws IOException {
		assertThat(property("management.endpoint.shimmy.access")).get()
			.extracting((property) -> property.path("defaultValue").asString())
			.isEqualTo("read_only");
	}

	@Test
	void metadataSaysWhatReadingShowsAndWhatWritingDoes() throws IOException {
		assertThat(property("management.endpoint.shimmy.access")).get()
			.extracting((property) -> property.path("description").asString(""))
			.asString()
			.contains("read-only", "output", "prompts", "unrestricted", "stop", "restart", "another model",
					"authentication");
	}

	private static Optional<JsonNode> property(String name) throws IOException {
		ClassLoader classLoader = ShimmyEndpoint.class.getClassLoader();
		for (URL url : Collections.list(classLoader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
					if (property.path("name").asString().equals(name)) {
						return Optional.of(property);
					}
				}
			}
		}
		return Optional.empty();
	}

	@Endpoint(id = "shimmy")
	static class UsersEndpoint {

		@ReadOperation
		String mine() {
			return "mine";
		}

	}

}
