package io.github.shimmy4j.capability;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Families of chat templates: the Jinja texts in GGUF files that say how a chat is
 * written for the model. The marks in the text tell them apart, as in llama.cpp, in the
 * order of its {@code llm_chat_detect_template}.
 */
public enum ChatTemplate {

	/** ChatML's marks and an own separator. */
	PHI_4("Phi-4", all("<|im_start|>", "<|im_sep|>")),

	/** ChatML's first mark at the beginning of a text. */
	SMOLVLM("SmolVLM", all("<|im_start|>", "<end_of_utterance>")),

	/** Qwen, SmolLM2, Hermes and many more. */
	CHATML("ChatML", all("<|im_start|>")),

	/** Llama 2, with a place for the system message. */
	LLAMA_2("Llama 2", all("[INST]", "<<SYS>>")),

	/** Mistral and Mixtral, of all versions. */
	MISTRAL("Mistral", all("[INST]")),

	/** Phi-3 and Phi-3.5. */
	PHI_3("Phi-3", all("<|assistant|>", "<|end|>")),

	/** ChatGLM and GLM-4. */
	GLM("GLM", all("[gMASK]<sop>"), all("[gMASK]sop")),

	/** Zephyr, TinyLlama, StableLM and Falcon 3. */
	ZEPHYR("Zephyr", all("<|user|>", "<|assistant|>"), all("<|user|>", "<|endoftext|>")),

	/** Monarch, with the role right after the beginning of a text. */
	MONARCH("Monarch", all("bos_token + message['role']")),

	/** Gemma, of all versions up to 3. */
	GEMMA("Gemma", all("<start_of_turn>")),

	/** Orion. */
	ORION("Orion", all("'\\n\\nAssistant: ' + eos_token")),

	/** OpenChat 3.5 and Starling. */
	OPENCHAT("OpenChat", all("GPT4 Correct ")),

	/** Vicuna and Orca. */
	VICUNA("Vicuna", all("USER: ", "ASSISTANT: ")),

	/** DeepSeek, DeepSeek-R1 and models distilled from it. */
	DEEPSEEK("DeepSeek", all("### Instruction:", "<|EOT|>"), all("'Assistant: ' + message['content'] + eos_token"),
			all("<｜Assistant｜>", "<｜User｜>", "<｜end▁of▁sentence｜>")),

	/** Command R and Aya. */
	COMMAND_R("Command R", all("<|START_OF_TURN_TOKEN|>", "<|USER_TOKEN|>")),

	/** Llama 3, 3.1, 3.2 and 3.3. */
	LLAMA_3("Llama 3", all("<|start_header_id|>", "<|end_header_id|>")),

	/** MiniCPM. */
	MINICPM("MiniCPM", all("<用户>")),

	/** EXAONE 3. */
	EXAONE_3("EXAONE 3", all("[|system|]", "[|assistant|]", "[|endofturn|]")),

	/** RWKV World, whose files hold a name in place of a template. */
	RWKV("RWKV", all("rwkv-world")),

	/** Granite 3. */
	GRANITE("Granite", all("<|start_of_role|>")),

	/** GigaChat. */
	GIGACHAT("GigaChat",
			all("message['role'] + additional_special_tokens[0] + message['content'] + additional_special_tokens[1]")),

	/** Megrez. */
	MEGREZ("Megrez", all("<|role_start|>")),

	/** Any other template. */
	OTHER("of no known kind"),

	/** No template: the model is not made for chats, so every server can apply it. */
	NONE("none");

	private final String label;

	private final List<Marks> alternatives;

	ChatTemplate(String label, Marks... alternatives) {
		this.label = label;
		this.alternatives = List.of(alternatives);
	}

	/**
	 * Finds the family of a template.
	 * @param text Jinja text of {@code tokenizer.chat_template}; null if there is none
	 * @return the first family whose marks are in it; {@link #OTHER} or {@link #NONE}
	 */
	public static ChatTemplate of(@Nullable String text) {
		if (text == null || text.isBlank()) {
			return NONE;
		}
		return Arrays.stream(values())
			.filter((template) -> template.alternatives.stream().anyMatch((marks) -> marks.areIn(text)))
			.findFirst()
			.orElse(OTHER);
	}

	/** The family's name for people. */
	public String label() {
		return this.label;
	}

	private static Marks all(String... texts) {
		return new Marks(List.of(texts));
	}

	/** Texts that all occur in a template of the family. */
	private record Marks(List<String> texts) {

		boolean areIn(String template) {
			return this.texts.stream().allMatch(template::contains);
		}

	}

}
