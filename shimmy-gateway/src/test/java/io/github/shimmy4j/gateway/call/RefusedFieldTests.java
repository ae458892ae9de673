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
 * A server that can do little, whose refusals name the fields as each client has written
 * them. Before: all were named as OpenAI names them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedFieldTests {

	@TempDir
	static Path directory;

	private FakeGateway gateway;

	@BeforeAll
	void start() {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.version("1.7.4"));
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					/api/chat | 'messages':[{'role':'user','content':'a'}],'format':'json' | format is
					/api/chat | 'messages':[{'role':'user','content':'a'}],'think':true | think is
					/api/chat | 'messages':[{'role':'user','content':'b'},{'role':'user','content':'a','images':['iVBORw0KGgo=']}] | messages[1].images is
					/api/chat | 'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}] | messages[1].role is
					/api/generate | 'prompt':'a','format':{'type':'object'} | format is
					/api/generate | 'prompt':'a','images':['iVBORw0KGgo='] | images is
					/v1/messages | 'max_tokens':9,'system':'s','messages':[{'role':'user','content':'a'}],'output_config':{'format':{'type':'json_schema','schema':{}}} | output_config.format is
					/v1/messages | 'max_tokens':9,'system':'s','messages':[{'role':'user','content':'a'}],'output_format':{'type':'json_schema','schema':{}} | output_format is
					/v1/messages | 'max_tokens':9,'system':'s','messages':[{'role':'user','content':'a'},{'role':'user','content':[{'type':'image','source':{'type':'url','url':'http://a'}}]}] | messages[1].content is
					/v1/messages | 'max_tokens':9,'system':'s','messages':[{'role':'user','content':'a'},{'role':'user','content':'a'},{'role':'assistant','content':'b'}] | messages[2].role is
					/v1/messages/count_tokens | 'messages':[{'role':'user','content':'a'}],'output_config':{'format':{'type':'json_schema','schema':{}}} | output_config.format is
					/v1/messages | 'max_tokens':9,'messages':[{'role':'user','content':'a'}],'tools':[{'name':'a','strict':true,'input_schema':{}}] | tools is
					/v1/chat/completions | 'messages':[{'role':'user','content':'a'}],'response_format':{'type':'json_object'} | response_format is
					/v1/completions | 'prompt':'a' | prompt is
					""")
	void fieldHasTheNameThatTheClientHasUsed(String path, String fields, String words) {
		String body = "{'model':'%s',%s}".formatted(FakeGateway.MODEL, fields).replace('\'', '"');
		HttpResponse<String> refused = this.gateway.post(path, body);
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		String error = FakeGateway.json(refused).at("/error/message").asString("");
		String told = error.isEmpty() ? FakeGateway.json(refused).path("error").asString("") : error;
		assertThat(told).startsWith(words);
	}

}
