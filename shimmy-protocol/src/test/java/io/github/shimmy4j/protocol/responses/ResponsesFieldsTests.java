package io.github.shimmy4j.protocol.responses;

import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** No field is forgotten, and none is dropped in silence. */
class ResponsesFieldsTests {

	/** The fields of the types of OpenAI's Python SDK 3.57.0, and what Codex adds. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					REQUEST     | access_programs background background_options client_metadata context_management conversation image include input instructions max_output_tokens max_tool_calls metadata model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user
					TEXT        | format verbosity
					FORMAT      | type name schema description strict
					REASONING   | effort summary generate_summary context mode
					ITEM        | message function_call function_call_output custom_tool_call custom_tool_call_output reasoning item_reference web_search_call file_search_call image_generation_call code_interpreter_call compaction compaction_trigger additional_tools configuration_update computer_call computer_call_output tool_search_call tool_search_output local_shell_call local_shell_call_output shell_call shell_call_output apply_patch_call apply_patch_call_output mcp_list_tools mcp_approval_request mcp_approval_response mcp_call program program_output
					PART        | input_text input_image output_text refusal reasoning_text summary_text input_file input_audio
					TOOL        | function namespace custom web_search web_search_2025_08_26 web_search_preview web_search_preview_2025_03_11 file_search code_interpreter image_generation mcp programmatic_tool_calling tool_search computer computer_use_preview local_shell shell apply_patch
					TOOL_FIELD  | type name description parameters strict tools format defer_loading allowed_callers output_schema
					TOOL_FORMAT | type definition syntax
					TOOL_CHOICE | type name namespace mode tools
					""")
	void eachFieldOfTheProtocolHasARule(ResponsesFields table, String fields) {
		assertThat(table.rules()).extracting(FieldRule::field).containsExactlyInAnyOrder(fields.split(" "));
		assertThat(table.rules()).allSatisfy((rule) -> assertThat(rule.note()).isNotBlank());
	}

	/**
	 * A mapped field that nobody reads would be dropped: each wrong value must be seen.
	 */
	@ParameterizedTest
	@MethodSource("mapped")
	void eachMappedFieldIsRead(String body, String field) {
		InvalidFieldException refusal = ResponsesRequestTests.refusal(body.formatted("'" + field + "':[[7]]"));
		assertThat(refusal).as(field).isNotNull();
		assertThat(refusal.field()).contains(field);
	}

	static Stream<Object[]> mapped() {
		String tool = "{'input':'a','tools':[{'type':'%s','name':'f',%%s}]}";
		return Stream.of(row(ResponsesFields.REQUEST, "{'input':'a',%s}"),
				row(ResponsesFields.TEXT, "{'input':'a','text':{%s}}"),
				row(ResponsesFields.FORMAT, "{'input':'a','text':{'format':{'type':'json_schema','schema':{},%s}}}"),
				row(ResponsesFields.REASONING, "{'input':'a','reasoning':{%s}}"),
				row(ResponsesFields.TOOL_FORMAT,
						"{'input':'a','tools':[{'type':'custom','name':'f','format':{'type':'grammar',%s}}]}"),
				row(ResponsesFields.TOOL_FIELD, tool.formatted("function"), "type", "name", "description", "parameters",
						"strict"),
				row(ResponsesFields.TOOL_FIELD, tool.formatted("namespace"), "tools"),
				row(ResponsesFields.TOOL_FIELD, tool.formatted("custom"), "format"),
				row(ResponsesFields.TOOL_CHOICE,
						"{'input':'a','tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'function','name':'f',%s}}",
						"type", "name", "namespace"),
				row(ResponsesFields.TOOL_CHOICE,
						"{'input':'a','tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'allowed_tools',"
								+ "'tools':[{'type':'function','name':'f'}],'mode':'auto',%s}}",
						"mode", "tools"),
				row(ResponsesFields.ITEM_FIELD, "{'input':[{'type':'message','role':'user','content':'a',%s}]}", "type",
						"role", "content"),
				row(ResponsesFields.ITEM_FIELD,
						"{'input':[{'type':'function_call','name':'f','call_id':'c','arguments':'{}',%s}]}", "call_id",
						"name", "namespace", "arguments"),
				row(ResponsesFields.ITEM_FIELD,
						"{'input':[{'type':'custom_tool_call','name':'f','call_id':'c','input':'a',%s}]}", "input"),
				row(ResponsesFields.ITEM_FIELD,
						"{'input':[{'type':'function_call','name':'f','call_id':'c','arguments':'{}'},"
								+ "{'type':'function_call_output','call_id':'c','output':'a',%s}]}",
						"output"),
				row(ResponsesFields.ITEM_FIELD,
						"{'input':[{'type':'reasoning','summary':[{'type':'summary_text','text':'a'}],%s}]}", "summary",
						"encrypted_content"),
				row(ResponsesFields.PART_FIELD,
						"{'input':[{'role':'user','content':[{'type':'input_text','text':'a',%s}]}]}", "type", "text"),
				row(ResponsesFields.PART_FIELD, "{'input':[{'role':'user','content':[{'type':'input_image',%s}]}]}",
						"image_url"),
				row(ResponsesFields.PART_FIELD, "{'input':[{'role':'assistant','content':[{'type':'refusal',%s}]}]}",
						"refusal"))
			.flatMap((rows) -> rows);
	}

	private static Stream<Object[]> row(ResponsesFields table, String body, String... fields) {
		return table.rules()
			.stream()
			.filter((rule) -> rule.treatment() == Treatment.MAPPED)
			.map(FieldRule::field)
			.filter((field) -> fields.length == 0 || Stream.of(fields).anyMatch(field::equals))
			.map((field) -> new Object[] { body, field });
	}

	@ParameterizedTest
	@MethodSource("refused")
	void whatCannotBeDoneIsRefusedWithTheReason(String body) {
		assertThat(ResponsesRequestTests.refusal(body).code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
	}

	static Stream<String> refused() {
		return Stream
			.of(names(ResponsesFields.REQUEST, Treatment.REFUSED).map((name) -> "{'input':'a','" + name + "':['x']}"),
					names(ResponsesFields.ITEM, Treatment.REFUSED).map((type) -> "{'input':[{'type':'" + type + "'}]}"),
					names(ResponsesFields.PART, Treatment.REFUSED)
						.map((type) -> "{'input':[{'role':'user','content':[{'type':'" + type + "'}]}]}"),
					names(ResponsesFields.TOOL, Treatment.WITHOUT_EFFECT)
						.map((type) -> "{'input':'a','tool_choice':{'type':'" + type + "'}}"))
			.flatMap((rows) -> rows);
	}

	private static Stream<String> names(ResponsesFields table, Treatment treatment) {
		return table.rules().stream().filter((rule) -> rule.treatment() == treatment).map(FieldRule::field);
	}

	@Test
	void fieldsWithoutEffectAndUnknownOnesAreReported() {
		FieldReport report = ResponsesRequestTests
			.read("{'input':[{'type':'web_search_call','action':{}},{'role':'user','content':'a'}],'user':'me','new':1,"
					+ "'text':{'verbosity':'low'}}")
			.fields();
		assertThat(report.unknown()).contains("new");
		assertThat(report.withoutEffect()).contains("user", "text.verbosity", "input[].type");
	}

}
