package io.github.shimmy4j.capability;

import java.util.EnumSet;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChatTemplateTests {

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void ofTextOfAModelIsItsFamily(ChatTemplate template) {
		Map<ChatTemplate, String> texts = TemplateTexts.ofEachFamily();
		assertThat(texts).containsKey(template);
		assertThat(ChatTemplate.of(texts.get(template))).isEqualTo(template);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " \n" })
	void ofNoTextIsNone(String text) {
		assertThat(ChatTemplate.of(text)).isEqualTo(ChatTemplate.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{{ messages }}", "<|start_header_id|> alone", "USER: alone", "<|user|> alone" })
	void ofTextWithHalfOfTheMarksIsOfNoKnownKind(String text) {
		assertThat(ChatTemplate.of(text)).isEqualTo(ChatTemplate.OTHER);
	}

	@Test
	void ofTextWithMarksOfSeveralIsTheOneThatLlamaCppTakes() {
		assertThat(ChatTemplate.of(TemplateTexts.LLAMA_3 + TemplateTexts.CHATML)).isEqualTo(ChatTemplate.CHATML);
		assertThat(ChatTemplate.of(TemplateTexts.LLAMA_3 + TemplateTexts.GEMMA)).isEqualTo(ChatTemplate.GEMMA);
	}

	@Test
	void labelsAreAllDifferent() {
		assertThat(EnumSet.allOf(ChatTemplate.class)).extracting(ChatTemplate::label).doesNotHaveDuplicates();
	}

}
