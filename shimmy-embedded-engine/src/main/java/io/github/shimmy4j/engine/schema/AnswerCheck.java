package io.github.shimmy4j.engine.schema;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks whole answers against a schema, by a validator that knows nothing of our
 * grammars. A grammar that llama.cpp could not read would otherwise leave an answer free.
 */
final class AnswerCheck {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/** Knows no other schema, on the network or elsewhere, and remembers none. */
	private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
			(registry) -> registry.schemaCacheEnabled(false)
				.schemaLoader((loader) -> loader.resourceLoaders((loaders) -> loaders.values(List::clear)))
				.schemaRegistryConfig(SchemaRegistryConfig.builder()
					.locale(Locale.ROOT)
					.formatAssertionsEnabled(false)
					.failFast(true)
					.build()));

	private final Schema schema;

	private AnswerCheck(Schema schema) {
		this.schema = schema;
	}

	/**
	 * The check for a schema.
	 * @param schema one for which there is a grammar
	 * @param read the parts of it that its grammar stands for, as JSON pointers
	 */
	static AnswerCheck of(JsonNode schema, Collection<String> read) {
		JsonNode copy = schema.deepCopy();
		if (copy instanceof ObjectNode object) {
			object.remove(List.of("$schema", "$id"));
		}
		read.forEach((pointer) -> adapt(copy.at(pointer)));
		try {
			Schema validator = REGISTRY.getSchema(copy);
			validator.initializeValidators();
			return new AnswerCheck(validator);
		}
		catch (RuntimeException ex) {
			throw new SchemaException("",
					"cannot be read: " + SchemaException.printable(String.valueOf(ex.getMessage())));
		}
	}

	private static void adapt(JsonNode schema) {
		if (schema instanceof ObjectNode object) {
			spellOutNullable(object);
			for (String bound : Keywords.NUMBER) {
				JsonNode number = object.get(bound);
				if (number != null) {
					// The validator fails where it compares an integer with 1e30.
					object.put(bound, number.decimalValue());
				}
			}
		}
	}

	/** JSON Schema has no such keyword; it comes from OpenAPI. */
	private static void spellOutNullable(ObjectNode schema) {
		if (schema.path("nullable").asBoolean(false)) {
			JsonNode types = schema.get("type");
			ArrayNode more = schema.putArray("type").add("null");
			if (types.isArray()) {
				types.forEach(more::add);
			}
			else {
				more.add(types);
			}
		}
	}

	/** What is wrong with an answer, or null. */
	@Nullable String violation(String answer) {
		JsonNode value;
		try {
			value = JSON.readTree(answer);
		}
		catch (JacksonException ex) {
			return "not JSON: " + SchemaException.printable(ex.getOriginalMessage());
		}
		if (value.isMissingNode()) {
			return "not JSON: empty";
		}
		try {
			List<Error> errors = this.schema.validate(value);
			return errors.isEmpty() ? null : SchemaException.printable(errors.get(0).toString());
		}
		catch (RuntimeException ex) {
			// A defect of the validator, and no reason to let the answer pass.
			return "cannot be checked: " + SchemaException.printable(ex.toString());
		}
	}

}
