package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 13: what servers of others answer when they fail. */
class ForeignErrorTests extends ForeignServer {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'error':{'message':'the GPU is on fire','type':'server_error'}} | GENERATION_FAILED | the GPU is on fire
					{'error':'the GPU is on fire'}                                   | GENERATION_FAILED | the GPU is on fire
					{'error':{'message':'not by the schema','type':'invalid_request_error','code':'invalid_answer'}} | GENERATION_FAILED | not by the schema
					{'error':{'message':'no such field','type':'invalid_request_error','code':'invalid_stop'}} | REQUEST_REJECTED | no such field
					{'object':'error','message':'the GPU is on fire','code':500}     | GENERATION_FAILED | the GPU is on fire
					[{'error':{'code':429,'message':'too many'}}]                    | OVERLOADED        | too many
					{'error':{'code':400,'message':'no such tool'}}                  | REQUEST_REJECTED  | no such tool
					{'error':{'code':'context_length_exceeded','message':'9 > 8'}}   | CONTEXT_EXCEEDED  | 9 > 8
					{'error':{'type':'exceed_context_size_error','message':'9 > 8'}} | CONTEXT_EXCEEDED  | 9 > 8
					{'choices':[{'index':0,'error':{'message':'GPU on fire'}}]}      | GENERATION_FAILED | GPU on fire
					""")
	void errorWithAGoodStatusIsTheServersOwn(String error, ShimmyErrorCode code, String words) {
		answers(JSON, error);
		assertFails(code, words);
		streams("{'choices':[{'delta':{'content':'Yes'}}]}", error, "[DONE]");
		assertFails(code, words);
	}

	/** So llama.cpp's server wrote them until 2025. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'code':500,'message':'GPU on fire','type':'server_error'}            | GENERATION_FAILED | GPU on fire
			{'code':400,'message':'9 > 8','type':'exceed_context_size_error'}     | CONTEXT_EXCEEDED  | 9 > 8
			{'error':{'code':503,'message':'Loading model'}}                      | OVERLOADED        | Loading model
			out of luck                                                           | GENERATION_FAILED | out of luck
			""")
	void errorInAFieldOfItsOwnIsTheServersOwn(String error, ShimmyErrorCode code, String words) {
		for (String before : List.of("", "data: {'choices':[{'delta':{'content':'Yes'}}]}\n\n")) {
			for (String end : List.of("\n\n", "")) {
				answers(EVENTS, before + "error: " + error + end);
				assertFails(code, words);
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
							text/html         | <html><body>Sign in</body></html>             | Sign in
							text/plain        | upstream is not there                         | upstream is not there
							text/plain        | idle                                          | idle
					application/json  | {'models':[]}                                 | no choices: '{"models":[]}'
							application/json  | {'choices':[]}                                | no choices
							application/json  | {'choices':{}}                                | is not a list
							application/json  | {'choices':['Yes']}                           | an entry that is not an object
							application/json  | 42                                            | 42
							application/json  | {'choices':[{'index':0,'text':'Yes'}]}        | older /completions
							text/event-stream | data: {'choices':[{'text':'Yes'}]}\\n\\n      | older /completions
							text/event-stream | data: {'choices':[{'delta':\\n\\n             | not JSON
							text/event-stream | data: <html>\\n\\n                            | not JSON: '<html>'
							text/event-stream | event: error\\ndata: out of luck\\n\\n        | out of luck
							text/event-stream | data: {'message':{'content':'Yes'}}\\n\\n     | no chunks of a chat completion: '{"message":
							application/json  | ``                                            | is empty
							text/plain        | a\u001B[31mb\u202Ec                             | a\\u001b[31mb\\u202ec
							""")
	void whatCannotBeReadIsAnErrorWithTheServersWords(String type, String body, String words) {
		answers(type, body.replace("\\n", "\n"));
		assertFails(ShimmyErrorCode.INVALID_RESPONSE, words);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					no reason      | data: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\n
					only DONE      | data: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\ndata: [DONE]\\n\\n
					half a chunk   | data: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\ndata: {'choices':[{'del
					only a comment | : hello\\n\\n
					after reports  | data: {'prompt_progress':{'total':9,'processed':9}}\\n\\ndata: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\n
					only reports   | data: {'prompt_progress':{'total':9,'processed':4}}\\n\\n
					among others   | data: {'what':1}\\n\\ndata: {'choices':[{'delta':{'content':'Yes'}}]}\\n\\n
					""")
	void streamThatStopsIsCut(String what, String events) {
		answers(EVENTS, events.replace("\\n", "\n"));
		assertFails(ShimmyErrorCode.ANSWER_TRUNCATED, "The stream ended without a finish reason");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					404 | application/json | {'error':{'message':'no m here','code':'model_not_found'}} | MODEL_NOT_FOUND | no m here
					404 | text/plain       | 404 page not found                  | MODEL_NOT_FOUND   | page not found
					404 | application/json | {'error':{'message':'Unknown request URL','code':'unknown_url'}} | REQUEST_REJECTED | Unknown request URL
					400 | application/json | {'error':{'message':'stop: invalid type','param':'stop','code':'invalid_type'}} | REQUEST_REJECTED | stop: invalid type
					422 | text/plain       | Failed to deserialize the JSON body | REQUEST_REJECTED  | Failed to deserialize
					400 | application/json | {'detail':'no such field'}          | REQUEST_REJECTED  | no such field
					400 | application/json | {'detail':[{'msg':'bad'}]}          | REQUEST_REJECTED  | bad
					400 | application/json | {'error':'too hot'}                 | REQUEST_REJECTED  | too hot
					400 | application/json | {'error':{'code':400,'message':'request (9031 tokens) is too long','type':'exceed_context_size_error'}} | CONTEXT_EXCEEDED | 9031 tokens
					500 | text/html        | <h1>Oops</h1>                       | GENERATION_FAILED | <h1>Oops</h1>
					422 | application/json | {'error':{'message':'not by the schema','type':'invalid_request_error','code':'invalid_answer'}} | GENERATION_FAILED | not by the schema
					503 | application/json | [{'error':{'message':'later'}}]     | OVERLOADED        | later
					""")
	void refusalHasTheServersWords(int status, String type, String body, ShimmyErrorCode code, String words) {
		answers(type, body);
		this.status = status;
		assertFails(code, words);
	}

}
