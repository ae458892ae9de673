package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CompletionShape}: what is said, in JSON with single quotes. */
class CompletionShapeTests {

	private final CompletionShape shape = new CompletionShape("id-7", "tiny");

	static ObjectNode json(String text) {
		return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
	}

	private String chunk(String said) {
		return this.shape.chunk(json(said)).json().toString().replace('"', '\'');
	}

	private String whole(String said) {
		return this.shape.whole(json(said)).json().toString().replace('"', '\'');
	}

	@Test
	void chunkGetsItsMissingFields() {
		assertThat(chunk("{'choices':[{'delta':{'content':'Yes'}}]}"))
			.isEqualTo("{'choices':[{'delta':{'content':'Yes'},'index':0,'finish_reason':null}],"
					+ "'id':'id-7','object':'chat.completion.chunk','created':0,'model':'tiny'}");
		assertThat(chunk("{'usage':null}"))
			.isEqualTo("{'choices':[],'id':'id-7','object':'chat.completion.chunk','created':0,'model':'tiny'}");
	}

	@Test
	void wholeGetsItsMissingFields() {
		assertThat(whole("{'choices':[{'message':{'content':'Yes'}}]}"))
			.isEqualTo("{'choices':[{'message':{'content':'Yes','role':'assistant'},'index':0,'finish_reason':'stop'}],"
					+ "'id':'id-7','object':'chat.completion','created':0,'model':'tiny'}");
	}

	@Test
	void validFieldsStay() {
		String said = "{'id':'1','object':'chat.completion.chunk','created':5,'model':'m',"
				+ "'choices':[{'index':2,'delta':{'reasoning_content':'x'},'finish_reason':'length'}],"
				+ "'usage':{'prompt_tokens':2,'completion_tokens':3,'total_tokens':5},'x':{'y':1}}";
		assertThat(json(chunk(said))).isEqualTo(json(said));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					another field | {'choices':[{'message':{'content':'Yes'}}]}                       | 'delta':{'content':'Yes'}
					no delta      | {'choices':[{'delta':null,'finish_reason':'stop'}]}               | 'delta':{}
					parts         | {'choices':[{'delta':{'content':[{'text':'Y'},{'text':'es'}]}}]}  | 'content':'Yes'
					an object     | {'choices':[{'delta':{'content':{'text':'Yes'}}}]}                | 'content':'Yes'
					a number      | {'choices':[{'delta':{'content':7}}]}                             | 'content':'7'
					null          | {'choices':[{'delta':{'content':null}}]}                          | 'content':null
					no tool calls | {'choices':[{'delta':{'tool_calls':null}}]}                       | 'delta':{}
					tool calls    | {'choices':[{'delta':{'tool_calls':[{'id':'a'},{'id':'b'}]}}]}    | {'id':'b','index':1}
					arguments     | {'choices':[{'delta':{'tool_calls':[{'function':{'arguments':{}}}]}}]} | 'arguments':'{}'
					their index   | {'choices':[{'index':'3','delta':{}}]}                            | 'index':3
					created       | {'created':'17.25'}                                               | 'created':17
					usage         | {'usage':{'prompt_tokens':'5','total_tokens':6.0,'prompt_tokens_details':null}} | {'prompt_tokens':5,'total_tokens':6,'completion_tokens':0}
					more usage    | {'usage':{'prompt_tokens':5,'completion_tokens':2}}               | 'total_tokens':7
					""")
	void fieldsOfAnotherFormAreConverted(String what, String said, String shaped) {
		assertThat(chunk(said)).contains(shaped);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'choices':{}}                      | The server's 'choices' is not a list
			{'choices':['Yes']}                 | The server's 'choices' has an entry that is not an object
			{'choices':[{'text':'Yes'}]}        | as the older /completions does, with 'text' in place of 'delta'
			""")
	void incomprehensibleAnswersAreRefusedAndQuoted(String said, String words) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> chunk(said))
			.withMessageContainingAll(words, ": '{\"")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE));
	}

	@Test
	void wholeAnswerHasAChoice() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> whole("{'models':[]}"))
			.withMessage("The server's answer has no choices: '{\"models\":[]}'");
	}

}
