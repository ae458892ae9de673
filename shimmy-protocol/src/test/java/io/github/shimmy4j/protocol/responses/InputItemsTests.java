package io.github.shimmy4j.protocol.responses;

import java.util.List;

import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.protocol.responses.ResponsesRequestTests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link InputItems}. */
class InputItemsTests {

	@Test
	void itemsAreStoredWithTypeIdAndStatus() {
		assertThat(InputItems.of(json("{'input':'a'}"), "0a", List.of()).toString().replace('"', '\''))
			.isEqualTo("[{'id':'msg_0ai0','type':'message','role':'user',"
					+ "'content':[{'type':'input_text','text':'a'}],'status':'completed'}]");
		assertThat(InputItems
			.of(json("{'input':[{'type':'function_call','call_id':'c','name':'f','arguments':'{}','id':'fc_7'},"
					+ "{'type':'function_call_output','call_id':'c','output':'1'},"
					+ "{'role':'assistant','content':'b'}]}"), "0a", List.of())
			.toString()
			.replace('"', '\''))
			.isEqualTo("[{'id':'fc_7','type':'function_call','call_id':'c','name':'f','arguments':'{}',"
					+ "'status':'completed'}, {'id':'fco_0ai1','type':'function_call_output','call_id':'c','output':'1',"
					+ "'status':'completed'}, {'id':'msg_0ai2','type':'message','role':'assistant','content':"
					+ "[{'type':'output_text','text':'b','annotations':[]}],'status':'completed'}]");
	}

	@Test
	void textOfTheModelIsStoredWithAnnotations() {
		assertThat(InputItems
			.of(json("{'input':[{'role':'assistant','content':[{'type':'output_text','text':'b'}]}]}"), "0a", List.of())
			.get(0)
			.path("content")
			.toString()
			.replace('"', '\'')).isEqualTo("[{'type':'output_text','text':'b','annotations':[]}]");
	}

	/** A page begins after an id; with two items of one id it never came to its end. */
	@Test
	void idThatAnotherItemHasIsReplaced() {
		String item = "{'role':'user','content':'a','id':'%s'}";
		assertThat(InputItems.of(
				json("{'input':[%s,%s,%s]}".formatted(item.formatted("m"), item.formatted("m"), item.formatted("old"))),
				"0a", List.of("old")))
			.extracting((stored) -> stored.path("id").asString())
			.containsExactly("m", "msg_0ai1", "msg_0ai2");
	}

	/** The SDKs' types require these fields. */
	@Test
	void fieldsThatItemsLackAreAdded() {
		assertThat(InputItems
			.of(json("{'input':[{'role':'user','content':[{'type':'input_image','image_url':'http://a'}]},"
					+ "{'type':'function_call','call_id':'c','name':'f'},"
					+ "{'type':'function_call_output','call_id':'c','output':[{'type':'input_image','image_url':'http://b'}]},"
					+ "{'type':'reasoning','content':[]}]}"), "0a", List.of()))
			.satisfiesExactly((image) -> assertThat(image.at("/content/0/detail").asString()).isEqualTo("auto"),
					(call) -> assertThat(call.path("arguments").asString()).isEqualTo("{}"),
					(result) -> assertThat(result.at("/output/0/detail").asString()).isEqualTo("auto"),
					(thinking) -> assertThat(thinking.path("summary").isArray()).isTrue());
	}

}
