package io.github.shimmy4j.gateway.call;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that refuses some schemas. Before: Claude Code's first request failed, because
 * one of its tools has a {@code maxLength} of 524288.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolSchemaTests {

	private static final String SCHEMA = "{'type':'object','properties':{'id':{'type':'string','maxLength':524288}}}";

	@TempDir
	static Path directory;

	private FakeGateway gateway;

	@BeforeAll
	void start() {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.llamaServer());
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/v1/chat/completions | 'tools':[{'type':'function','function':{'name':'a','parameters':SCHEMA}}]
			/v1/messages | 'max_tokens':9,'tools':[{'name':'a','input_schema':SCHEMA}]
			/api/chat | 'stream':false,'tools':[{'type':'function','function':{'name':'a','parameters':SCHEMA}}]
			""")
	void toolThatTheServerCannotFollowIsOffered(String path, String fields) {
		HttpResponse<String> answered = post(path, "'messages':[{'role':'user','content':'a'}]," + fields);
		assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					/v1/chat/completions | 'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':SCHEMA}} | response_format.json_schema.schema.properties.id.maxLength is 524288
					/v1/chat/completions | 'tools':[{'type':'function','function':{'name':'a','strict':true,'parameters':SCHEMA}}] | tools[0].function.parameters.properties.id.maxLength is 524288
					/v1/messages | 'max_tokens':9,'output_config':{'format':{'type':'json_schema','schema':SCHEMA}} | output_config.format.schema.properties.id.maxLength is 524288
					/v1/messages | 'max_tokens':9,'tools':[{'name':'a','strict':true,'input_schema':SCHEMA}] | tools[0].input_schema.properties.id.maxLength is 524288
					/api/chat | 'format':SCHEMA | format is 524288
					""")
	void promiseThatTheServerCannotKeepIsRefused(String path, String fields, String words) {
		HttpResponse<String> refused = post(path, "'messages':[{'role':'user','content':'a'}]," + fields);
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(refused.body()).contains(words).contains("cannot follow properties.id.maxLength of this schema");
	}

	private HttpResponse<String> post(String path, String fields) {
		String body = "{'model':'%s',%s}".formatted(FakeGateway.MODEL, fields.replace("SCHEMA", SCHEMA));
		return this.gateway.post(path, body.replace('\'', '"'));
	}

}
