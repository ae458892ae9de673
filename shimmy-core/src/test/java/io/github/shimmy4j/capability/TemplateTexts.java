package io.github.shimmy4j.capability;

import java.util.EnumMap;
import java.util.Map;

/** Templates of real models, shortened where they repeat themselves. */
public final class TemplateTexts {

	/** SmolLM2. */
	public static final String CHATML = """
			{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system
			You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
			' }}{% endif %}{{'<|im_start|>' + message['role'] + '
			' + message['content'] + '<|im_end|>' + '
			'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
			' }}{% endif %}""";

	/** Llama 3. */
	public static final String LLAMA_3 = """
			{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + \
			message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' %}\
			{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}\
			{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}""";

	/** Gemma 2. */
	public static final String GEMMA = """
			{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}\
			{% endif %}{% for message in messages %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}\
			{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '
			' + message['content'] | trim + '<end_of_turn>
			' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model
			'}}{% endif %}""";

	/** Phi-3-mini. */
	public static final String PHI_3 = """
			{% for message in messages %}{% if message['role'] == 'system' %}{{'<|system|>
			' + message['content'] + '<|end|>
			'}}{% elif message['role'] == 'user' %}{{'<|user|>
			' + message['content'] + '<|end|>
			'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>
			' + message['content'] + '<|end|>
			'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>
			' }}{% else %}{{ eos_token }}{% endif %}""";

	/** Mistral-7B-Instruct-v0.1. */
	public static final String MISTRAL = """
			{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' + \
			message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}\
			{{ message['content'] + eos_token + ' ' }}{% endif %}{% endfor %}""";

	/** TinyLlama-1.1B-Chat. */
	public static final String TINY_LLAMA = """
			{% for message in messages %}
			{% if message['role'] == 'user' %}
			{{ '<|user|>
			' + message['content'] + eos_token }}
			{% elif message['role'] == 'system' %}
			{{ '<|system|>
			' + message['content'] + eos_token }}
			{% elif message['role'] == 'assistant' %}
			{{ '<|assistant|>
			'  + message['content'] + eos_token }}
			{% endif %}
			{% if loop.last and add_generation_prompt %}
			{{ '<|assistant|>' }}
			{% endif %}
			{% endfor %}""";

	/** Alpaca, which has no mark of its own. */
	public static final String OTHER = """
			{% for message in messages %}{{ '### Instruction:
			' + message['content'] + '

			### Response:
			' }}{% endfor %}""";

	private TemplateTexts() {
	}

	/** A text of every family but {@link ChatTemplate#NONE}. */
	public static Map<ChatTemplate, String> ofEachFamily() {
		Map<ChatTemplate, String> texts = new EnumMap<>(ChatTemplate.class);
		texts.put(ChatTemplate.CHATML, CHATML);
		texts.put(ChatTemplate.LLAMA_3, LLAMA_3);
		texts.put(ChatTemplate.GEMMA, GEMMA);
		texts.put(ChatTemplate.PHI_3, PHI_3);
		texts.put(ChatTemplate.MISTRAL, MISTRAL);
		texts.put(ChatTemplate.ZEPHYR, TINY_LLAMA);
		texts.put(ChatTemplate.OTHER, OTHER);
		texts.put(ChatTemplate.LLAMA_2,
				"{{ bos_token + '[INST] ' + '<<SYS>>\n' + system_message + '\n<</SYS>>\n\n' }}");
		texts.put(ChatTemplate.PHI_4, "{{'<|im_start|>user<|im_sep|>' + message['content'] + '<|im_end|>'}}");
		texts.put(ChatTemplate.SMOLVLM, "<|im_start|>{{ message['role'] | capitalize }}: <end_of_utterance>");
		texts.put(ChatTemplate.GLM, "[gMASK]<sop>{% for item in messages %}<|{{ item['role'] }}|>{% endfor %}");
		texts.put(ChatTemplate.MONARCH, "{{ bos_token + message['role'] + '\n' + message['content'] + eos_token }}");
		texts.put(ChatTemplate.ORION, "{{ 'Human: ' + message['content'] + '\\n\\nAssistant: ' + eos_token }}");
		texts.put(ChatTemplate.OPENCHAT, "{{ 'GPT4 Correct ' + message['role'].title() + ': ' + '<|end_of_turn|>'}}");
		texts.put(ChatTemplate.VICUNA, "{{'USER: ' + message['content'] + '\n'}}{{'ASSISTANT: ' + eos_token}}");
		texts.put(ChatTemplate.DEEPSEEK,
				"{{'<｜User｜>' + content}}{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}");
		texts.put(ChatTemplate.COMMAND_R, "{{ '<|START_OF_TURN_TOKEN|><|USER_TOKEN|>' + message['content'].strip() }}");
		texts.put(ChatTemplate.MINICPM, "{{'<用户>' + message['content'].strip() + '<AI>'}}");
		texts.put(ChatTemplate.EXAONE_3,
				"{{ '[|system|]' }}{{ '[|assistant|]' + message['content'] + '[|endofturn|]' }}");
		texts.put(ChatTemplate.RWKV, "rwkv-world");
		texts.put(ChatTemplate.GRANITE, "{{- '<|start_of_role|>' + message['role'] + '<|end_of_role|>' }}");
		texts.put(ChatTemplate.GIGACHAT,
				"{{ message['role'] + additional_special_tokens[0] + message['content'] + additional_special_tokens[1] }}");
		texts.put(ChatTemplate.MEGREZ, "{{ '<|role_start|>' + message['role'] + '<|role_end|>' }}");
		return texts;
	}

}
