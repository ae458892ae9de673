package io.github.shimmy4j.protocol.claude;

import java.util.List;
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
class ClaudeFieldsTests {

	private static final String USER = "'model':'a','max_tokens':1,'messages':[{'role':'user','content':'a'}]";

	/** The fields of the types of Anthropic's Python SDK 2.14.0, beta ones included. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					REQUEST     | max_tokens messages model billing_policy cache_control compaction container context_management diagnostics fallback_credit_token fallbacks inference_geo mcp_servers metadata output_config output_format service_tier speed stop_sequences stream system temperature thinking thread tool_choice tools top_k top_p betas user_profile_id workspace_id
					MESSAGE     | role content
					TOOL        | input_schema name allowed_callers cache_control defer_loading description eager_input_streaming input_examples strict type
					TOOL_CHOICE | type name disable_parallel_tool_use
					THINKING    | type budget_tokens display
					OUTPUT      | effort format task_budget
					FORMAT      | type schema name
					SOURCE      | type media_type data url content file_id
					""")
	void eachFieldOfTheProtocolHasARule(ClaudeFields table, String fields) {
		assertThat(table.rules()).extracting(FieldRule::field).containsExactlyInAnyOrder(fields.split(" "));
		assertThat(table.rules()).allSatisfy((rule) -> assertThat(rule.note()).isNotBlank());
	}

	/**
	 * A mapped field that nobody reads would be dropped: each wrong value must be seen.
	 */
	@ParameterizedTest
	@MethodSource("mapped")
	void eachMappedFieldIsRead(String body, String field) {
		InvalidFieldException refusal = ClaudeRequestTests.refusal(body.formatted("'" + field + "':[[7]]"));
		assertThat(refusal).as(field).isNotNull();
		assertThat(refusal.field()).contains(field);
	}

	static Stream<Object[]> mapped() {
		String tools = "{" + USER + ",'tools':[{'name':'b','input_schema':{},%s}]}";
		String choice = "{" + USER
				+ ",'tools':[{'name':'b','input_schema':{}}],'tool_choice':{'type':'tool','name':'b',%s}}";
		String format = "{" + USER + ",'output_config':{'format':{'type':'json_schema','schema':{},%s}}}";
		return Stream
			.of(row(ClaudeFields.REQUEST, "{" + USER + ",%s}"),
					row(ClaudeFields.MESSAGE,
							"{'model':'a','max_tokens':1,'messages':[{'role':'user','content':'a',%s}]}"),
					row(ClaudeFields.TOOL, tools), row(ClaudeFields.TOOL_CHOICE, choice),
					row(ClaudeFields.THINKING, "{" + USER + ",'thinking':{'type':'adaptive',%s}}"),
					row(ClaudeFields.OUTPUT, "{" + USER + ",'output_config':{%s}}"), row(ClaudeFields.FORMAT, format))
			.flatMap((rows) -> rows);
	}

	private static Stream<Object[]> row(ClaudeFields table, String body) {
		return table.rules()
			.stream()
			.filter((rule) -> rule.treatment() == Treatment.MAPPED)
			.map((rule) -> new Object[] { body, rule.field() });
	}

	static Stream<String> refused() {
		return Stream.concat(names(ClaudeFields.REQUEST).map((name) -> "{" + USER + ",'" + name + "':['x']}"),
				names(ClaudeFields.BLOCK)
					.map((type) -> "{'model':'a','max_tokens':1,'messages':[{'role':'assistant','content':[{'type':'"
							+ type + "'}]}]}"));
	}

	private static Stream<String> names(ClaudeFields table) {
		return table.rules().stream().filter((rule) -> rule.treatment() == Treatment.REFUSED).map(FieldRule::field);
	}

	@ParameterizedTest
	@MethodSource("refused")
	void whatCannotBeDoneIsRefusedWithTheReason(String body) {
		assertThat(ClaudeRequestTests.refusal(body).code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
	}

	@Test
	void fieldsWithoutEffectAndUnknownOnesAreReported() {
		FieldReport report = ClaudeRequest
			.messages(ClaudeRequestTests
				.json("{" + USER + ",'speed':'fast','new':1,'thinking':{'type':'adaptive','display':'omitted'}}"))
			.fields();
		assertThat(report.unknown()).isEqualTo(List.of("new"));
		assertThat(report.withoutEffect()).contains("speed", "thinking.display");
	}

}
