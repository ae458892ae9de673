package io.github.shimmy4j.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;

@Tag("real-shimmy")
class RealLlamaServerModalityContractTests extends LlamaServerModalityContractTests {

	/** Like Qwen3's, but it begins the thinking itself, which SmolLM2 would not do. */
	private static final String THINKING = """
			{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' }}\
			{%- if message.role == 'assistant' and message.reasoning_content %}\
			{{- '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}{%- endif %}\
			{{- message.content + '<|im_end|>\\n' }}{%- endfor %}
			{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}\
			{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}\
			{%- else %}{{- '<think>\\n' }}{%- endif %}{%- endif %}
			""";

	@Override
	protected Path executable() {
		return RealParts.llamaServer();
	}

	@Override
	protected Path modelFile() {
		return RealParts.model();
	}

	@Override
	protected List<String> thinkingModel(Path directory) throws IOException {
		return List.of("-m", modelFile().toString(), "--chat-template-file",
				Files.writeString(directory.resolve("thinking.jinja"), THINKING).toString());
	}

}
