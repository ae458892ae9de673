package io.github.shimmy4j.gateway.daemon;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.text.PrintableText;
import io.github.shimmy4j.transfer.ShownAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/**
 * Describes a value of the wrong type for a key of shimmy4j in any application with the
 * gateway, and for {@code logging.level} in the daemon's file. Boot's own analyzer, which
 * comes later, would print the whole value, also of a secret key.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class WrongValueAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ShimmyErrorCode CODE = ShimmyErrorCode.INVALID_CONFIGURATION;

	private static final ConfigurationPropertyName OWN = ConfigurationPropertyName.of("shimmy");

	private static final ConfigurationPropertyName LEVELS = ConfigurationPropertyName.of("logging.level");

	/** Keys whose values may be secrets; variables, headers and arguments often are. */
	private static final Pattern SECRET = Pattern
		.compile(".*(key|token|secret|password|credentials?|authorization)|shimmy\\.(env|args|chat\\.headers|"
				+ "chat\\.extra-body)\\b.*", Pattern.CASE_INSENSITIVE);

	private static final Map<Class<?>, String> ALLOWED = Map.of(Duration.class, "a duration, such as 30s",
			DataSize.class, "a size, such as 10MB", int.class, "a whole number", long.class, "a whole number",
			double.class, "a number", boolean.class, "true or false", Map.class, "a table");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		if (property == null || !isOurs(property)) {
			return null;
		}
		return new FailureAnalysis("%s; allowed is %s (%s).".formatted(what(property), allowed(cause), CODE),
				"%s docs/configuration.md and docs/gateway.md list every key with what it allows.%n%nSee docs/errors.md, heading %s."
					.formatted(CODE.remedy(), CODE),
				cause);
	}

	private static boolean isOurs(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		return OWN.isAncestorOf(name) || (LEVELS.isAncestorOf(name) && isOfTheDaemonsFile(property.getOrigin()));
	}

	private static boolean isOfTheDaemonsFile(@Nullable Origin origin) {
		return ((origin instanceof PropertySourceOrigin source) ? source.getOrigin()
				: origin) instanceof ConfigToml.FileOrigin;
	}

	private static String what(ConfigurationProperty property) {
		String name = printable(property.getName());
		String value = SECRET.matcher(property.getName().toString()).matches() ? "has a value that is not shown"
				: "is '%s'".formatted(printable(ShownAddress.of(property.getValue().toString().strip())));
		return (property.getOrigin() != null) ? "'%s' %s (%s)".formatted(name, value, printable(property.getOrigin()))
				: "'%s' %s".formatted(name, value);
	}

	private static String printable(Object foreign) {
		return PrintableText.of(foreign.toString(), PrintableText.NAME_LENGTH);
	}

	private static String allowed(BindException cause) {
		Class<?> type = cause.getTarget().getType().resolve(Object.class);
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		return ALLOWED.getOrDefault(type, "a value of the type " + type.getSimpleName());
	}

}
