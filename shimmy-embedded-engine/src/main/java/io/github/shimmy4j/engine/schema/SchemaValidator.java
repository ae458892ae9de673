package io.github.shimmy4j.engine.schema;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks whole answers with a validator that shares no code with our grammars. Without
 * this check, a grammar that llama.cpp cannot read would allow any answer.
 */
final class SchemaValidator {

	/** Far more steps per character than the validation of a usual schema takes. */
	private static final int STEPS_PER_CHARACTER = 20;

	/** These take half a second. */
	private static final int STEPS = 1_000_000;

	/** Only the context of the model limits the depth of an answer. */
	private static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
		.build();

	private static final JsonMapper JSON = JsonMapper.builder(FACTORY)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/** Loads no other schema, from the network or elsewhere, and caches none. */
	private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
			(registry) -> registry.schemaCacheEnabled(false)
				.schemaLoader((loader) -> loader.block((address) -> true))
				.schemaRegistryConfig(SchemaRegistryConfig.builder()
					.locale(Locale.ROOT)
					.formatAssertionsEnabled(false)
					.failFast(true)
					.build()));

	private final Schema schema;

	private SchemaValidator(Schema schema) {
		this.schema = schema;
	}

	/**
	 * The check for a schema that has a grammar.
	 * @param read the schemas inside it that the grammar covers, as JSON pointers
	 */
	static SchemaValidator of(JsonNode schema, Collection<String> read) {
		JsonNode copy = schema.deepCopy();
		if (copy instanceof ObjectNode object) {
			object.remove(List.of("$schema", "$id"));
		}
		read.forEach((pointer) -> adapt(copy.at(pointer)));
		try {
			Schema validator = REGISTRY.getSchema(copy);
			validator.initializeValidators();
			return new SchemaValidator(validator);
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
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
					// The validator fails when it compares an integer with 1e30.
					object.put(bound, number.decimalValue());
				}
			}
		}
	}

	/** The keyword is from OpenAPI: JSON Schema, and so the validator, lacks it. */
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

	/** The first fault of a whole answer, or null. */
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
			Steps steps = new Steps(this.schema.createExecutionContext().getExecutionConfig(),
					STEPS + STEPS_PER_CHARACTER * (long) answer.length());
			List<Error> errors = this.schema.validate(steps, value, OutputFormat.DEFAULT);
			return errors.isEmpty() ? null : SchemaException.printable(errors.get(0).toString());
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			// An answer that cannot be checked must not pass.
			return "cannot be checked: " + SchemaException.printable(ex.toString());
		}
	}

	/** The fault of the beginning of an answer, or null if it can become JSON. */
	static @Nullable String violationOfBeginning(String answer) {
		byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
		try (JsonParser parser = FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty())) {
			((ByteArrayFeeder) parser.nonBlockingInputFeeder()).feedInput(bytes, 0, bytes.length);
			int depth = 0;
			boolean whole = false;
			for (JsonToken token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
				if (whole) {
					return "not JSON: more than one value";
				}
				depth += token.isStructStart() ? 1 : (token.isStructEnd() ? -1 : 0);
				whole = depth == 0;
			}
			return null;
		}
		catch (JacksonException ex) {
			return "not JSON: " + SchemaException.printable(ex.getOriginalMessage());
		}
	}

	/** Limits the steps of the validator: nested alternatives multiply them. */
	private static final class Steps extends ExecutionContext {

		private final long most;

		private long taken;

		Steps(ExecutionConfig config, long most) {
			super(config);
			this.most = most;
		}

		@Override
		public void evaluationPathAddLast(String token) {
			count();
			super.evaluationPathAddLast(token);
		}

		@Override
		public void evaluationPathAddLast(int token) {
			count();
			super.evaluationPathAddLast(token);
		}

		private void count() {
			this.taken++;
			if (this.taken > this.most) {
				throw new IllegalStateException("it takes more than " + this.most + " steps");
			}
		}

	}

}
