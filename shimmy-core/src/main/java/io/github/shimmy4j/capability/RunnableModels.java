package io.github.shimmy4j.capability;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The models that a server kind can run. An unknown property refuses no model. The lists
 * were read from the sources and libraries of one version of each server; a name that the
 * version knows but cannot load ({@code gptj}) is left out.
 *
 * @param quantizations runnable GGUF tensor types, as llama.cpp names them; empty = all
 * @param architectures runnable architectures, as llama.cpp names them; empty = not known
 * @param chatTemplates templates that the server can apply; empty = any, since it applies
 * the model's own
 */
public record RunnableModels(Set<String> quantizations, Set<String> architectures, Set<ChatTemplate> chatTemplates) {

	/** Runs every model. */
	public static final RunnableModels ALL = new RunnableModels(Set.of(), Set.of(), Set.of());

	/** {@code enum ggml_type} in {@code ggml.h}, at the embedded engine's version. */
	private static final Set<String> GGML_TYPES = words("""
			F32 F16 BF16 F64 I8 I16 I32 I64 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q8_1 Q2_K Q3_K Q4_K Q5_K Q6_K Q8_K
			IQ1_S IQ1_M IQ2_XXS IQ2_XS IQ2_S IQ3_XXS IQ3_S IQ4_NL IQ4_XS TQ1_0 TQ2_0""");

	/**
	 * Shimmy 1.7.4: {@code llama-arch.cpp} of {@code shimmy-llama-cpp-sys-2} 0.1.123. It
	 * knows two templates by name and never reads the model's own.
	 */
	static final RunnableModels SHIMMY_1 = new RunnableModels(with(GGML_TYPES, "MXFP4"), words("""
			apertus arcee arctic arwkv7 baichuan bailingmoe bert bitnet bloom chameleon chatglm codeshell
			cohere2 command-r dbrx deci deepseek deepseek2 dots1 dream ernie4_5 ernie4_5-moe exaone exaone4
			falcon falcon-h1 gemma gemma-embedding gemma2 gemma3 gemma3n glm4 glm4moe gpt-oss gpt2 gptneox
			granite granitehybrid granitemoe grok grovemoe hunyuan-dense hunyuan-moe internlm2 jais jamba
			jina-bert-v2 jina-bert-v3 lfm2 llada llada-moe llama llama4 mamba mamba2 minicpm minicpm3 mpt
			nemotron nemotron_h neo-bert nomic-bert nomic-bert-moe olmo olmo2 olmoe openelm orion phi2 phi3
			phimoe plamo plamo2 plm qwen qwen2 qwen2moe qwen2vl qwen3 qwen3moe refact rwkv6 rwkv6qwen2 rwkv7
			seed_oss smallthinker smollm3 stablelm starcoder starcoder2 t5 t5encoder wavtokenizer-dec xverse"""),
			EnumSet.of(ChatTemplate.CHATML, ChatTemplate.LLAMA_3));

	/**
	 * Shimmy 2.6.5: the list of supported models in {@code airframe} 0.4.4. It accepts
	 * other architectures too, but computes all of them by the same rules. It renders the
	 * model's own template with Jinja.
	 */
	static final RunnableModels SHIMMY_2 = new RunnableModels(
			Set.of("F32", "F16", "Q4_0", "Q5_0", "Q8_0", "Q4_K", "Q5_K", "Q6_K"),
			words("llama mistral mistral3 phi2 phi3 qwen2 qwen3 qwen35 gemma2 gemma4 starcoder2 gpt2"), Set.of());

	/**
	 * The llama.cpp in {@code de.kherud:llama} 4.2.0: names in its library, each tried.
	 * It takes an unknown template for ChatML, so it cannot apply one.
	 */
	static final RunnableModels EMBEDDED = new RunnableModels(GGML_TYPES, words("""
			arctic arwkv7 baichuan bert bitnet bloom chameleon chatglm codeshell cohere2 command-r dbrx deci
			deepseek deepseek2 exaone falcon gemma gemma2 gemma3 gpt2 gptneox granite granitemoe grok internlm2
			jais jina-bert-v2 llama mamba minicpm minicpm3 mpt nemotron nomic-bert olmo olmo2 olmoe openelm
			orion phi2 phi3 phimoe plamo qwen qwen2 qwen2moe qwen2vl refact rwkv6 rwkv6qwen2 rwkv7 stablelm
			starcoder starcoder2 t5 t5encoder wavtokenizer-dec xverse"""),
			EnumSet.complementOf(EnumSet.of(ChatTemplate.SMOLVLM, ChatTemplate.OTHER)));

	public RunnableModels {
		quantizations = Set.copyOf(quantizations);
		architectures = Set.copyOf(architectures);
		chatTemplates = Set.copyOf(chatTemplates);
	}

	/**
	 * Lists the reasons for which the server cannot run a model.
	 * @param needs what the model requires
	 * @return clauses such as "cannot run tensors of type Q4_1"; empty if the model runs
	 */
	public List<String> objections(ModelNeeds needs) {
		List<String> objections = new ArrayList<>();
		List<String> types = needs.tensorTypes().stream().filter((type) -> !runs(type)).sorted().toList();
		if (!types.isEmpty()) {
			objections.add("cannot run tensors of type " + String.join(", ", types));
		}
		String architecture = needs.architecture();
		if (architecture != null && !this.architectures.isEmpty() && !this.architectures.contains(architecture)) {
			objections.add("cannot run models of architecture '%s'".formatted(architecture));
		}
		if (!applies(needs.template())) {
			objections.add("cannot apply its chat template (%s)".formatted(needs.template().label()));
		}
		return objections;
	}

	private boolean runs(String type) {
		return this.quantizations.isEmpty() || this.quantizations.contains(type);
	}

	private boolean applies(ChatTemplate template) {
		return template == ChatTemplate.NONE || this.chatTemplates.isEmpty() || this.chatTemplates.contains(template);
	}

	private static Set<String> words(String text) {
		return Set.copyOf(List.of(text.strip().split("\\s+")));
	}

	private static Set<String> with(Set<String> types, String one) {
		Set<String> all = new HashSet<>(types);
		all.add(one);
		return all;
	}

}
