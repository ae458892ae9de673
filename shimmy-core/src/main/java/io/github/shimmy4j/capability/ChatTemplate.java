package io.github.shimmy4j.capability;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a model wants a chat written down: families of the Jinja template that a GGUF file
 * carries, told apart by the marks in its text as llama.cpp does, in the order of
 * {@code llm_chat_detect_template}.
 */
public enum ChatTemplate {

	/** ChatML's marks with a separator of its own. */
	PHI_4("Phi-4", all("<|im_start|>", "<|im_sep|>")),

	/** ChatML's first mark, used for the beginning of a text. */
	SMOLVLM("SmolVLM", all("<|im_start|>", "<end_of_utterance>")),

	/** Qwen, SmolLM2, Hermes and many more. */
	CHATML("ChatML", all("<|im_start|>")),

	/** Llama 2, with its place for the system's message. */
	LLAMA_2("Llama 2", all("[INST]", "<<SYS>>")),

	/** Mistral and Mixtral, of all versions. */
	MISTRAL("Mistral", all("[INST]")),

	/** Phi-3 and Phi-3.5. */
	PHI_3("Phi-3", all("<|assistant|>", "<|end|>")),

	/** ChatGLM and GLM-4. */
	GLM("GLM", all("[gMASK]<sop>"), all("[gMASK]sop")),

	/** Zephyr, TinyLlama, StableLM and Falcon 3. */
	ZEPHYR("Zephyr", all("<|user|>", "<|assistant|>"), all("<|user|>", "<|endoftext|>")),

	/** The role right after the beginning of a text. */
	MONARCH("Monarch", all("bos_token + message['role']")),

	/** Gemma, of all versions up to 3. */
	GEMMA("Gemma", all("<start_of_turn>")),

	/** Orion. */
	ORION("Orion", all("'\\n\\nAssistant: ' + eos_token")),

	/** OpenChat 3.5 and Starling. */
	OPENCHAT("OpenChat", all("GPT4 Correct ")),

	/** Vicuna and Orca. */
	VICUNA("Vicuna", all("USER: ", "ASSISTANT: ")),

	/** DeepSeek, DeepSeek-R1 and what is distilled from it. */
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

	/** RWKV World, whose files have a name there. */
	RWKV("RWKV", all("rwkv-world")),

	/** Granite 3. */
	GRANITE("Granite", all("<|start_of_role|>")),

	/** GigaChat. */
	GIGACHAT("GigaChat",
			all("message['role'] + additional_special_tokens[0] + message['content'] + additional_special_tokens[1]")),

	/** Megrez. */
	MEGREZ("Megrez", all("<|role_start|>")),

	/** A template, but none of these. */
	OTHER("of no known kind"),

	/** No template: the model is not made for chats, and none can be wrong for it. */
	NONE("none");

	private final String label;

	private final List<Marks> alternatives;

	/**
	 * A family.
	 * @param label name for people
	 * @param alternatives marks of which a template has one or the other
	 */
	ChatTemplate(String label, Marks... alternatives) {
		this.label = label;
		this.alternatives = List.of(alternatives);
	}

	/**
	 * The family of a template.
	 * @param text Jinja text of {@code tokenizer.chat_template}, or null if there is none
	 * @return the first family whose marks it has; {@link #OTHER} or {@link #NONE}
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

	/**
	 * What a person would call it.
	 * @return a name
	 */
	public String label() {
		return this.label;
	}

	private static Marks all(String... texts) {
		return new Marks(List.of(texts));
	}

	/**
	 * Marks of a family.
	 *
	 * @param texts what its templates contain, all of it
	 */
	private record Marks(List<String> texts) {

		boolean areIn(String template) {
			return this.texts.stream().allMatch(template::contains);
		}

	}

}
