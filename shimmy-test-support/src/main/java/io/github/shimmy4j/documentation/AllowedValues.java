package io.github.shimmy4j.documentation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The allowed values of keys. For numbers, durations and texts a wrong value is bound,
 * and its failure message gives the rule.
 *
 * @param owner class that the key is bound to
 * @param prefix where that class begins
 */
record AllowedValues(Class<?> owner, String prefix) {

	private static final Pattern RULE = Pattern.compile("'(\\S+)' is '.*'; allowed is (.+)", Pattern.DOTALL);

	String of(JsonNode property) {
		String name = property.path("name").asString();
		String type = property.path("type").asString();
		return switch (type) {
			case "java.lang.Boolean" -> "`true`, `false`";
			case "java.lang.Integer", "java.lang.Long", "java.lang.Double" -> refusal(name, "-1").orElse("a number");
			case "java.time.Duration" -> refusal(name, "-1s").orElse("a duration");
			case "org.springframework.util.unit.DataSize" -> refusal(name, "-1B").orElse("a size");
			case "java.net.URI" -> refusal(name, "nowhere").orElse("an address");
			case "java.lang.String" -> refusal(name, " ").orElse("any text");
			default -> ofClass(type);
		};
	}

	private static String ofClass(String type) {
		if (type.startsWith("java.util.Map<")) {
			return "a map";
		}
		if (type.startsWith("java.util.List<") || type.startsWith("java.util.Set<")) {
			return "a list";
		}
		Class<?> loaded = load(type);
		Object[] constants = loaded.getEnumConstants();
		if (constants == null) {
			return "a `%s`".formatted(loaded.getSimpleName());
		}
		return Arrays.stream(constants).map(AllowedValues::written).collect(Collectors.joining("`, `", "`", "`"));
	}

	private static String written(Object constant) {
		return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Class<?> load(String type) {
		try {
			return Class.forName(type, false, AllowedValues.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Optional<String> refusal(String name, String value) {
		try {
			new Binder(List.of(new MapConfigurationPropertySource(Map.of(name, value)))).bindOrCreate(this.prefix,
					this.owner);
			return Optional.empty();
		}
		catch (BindException ex) {
			return ruleFor(name, ex);
		}
	}

	/** The innermost failure is of the check itself. */
	private static Optional<String> ruleFor(String name, Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		Matcher rule = RULE.matcher(String.valueOf(cause.getMessage()));
		return (rule.matches() && rule.group(1).equals(name)) ? Optional.of(rule.group(2)) : Optional.empty();
	}

}
