package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a multimodal projector that the real {@code llama-server} loads: of LLaVA's
 * form, with one layer, for images of 64 pixels. All weights are zero, so it tells one
 * image from another no more than it tells anything else.
 */
public final class TestProjector {

	private static final int WIDTH = 32;

	private static final int INNER = 64;

	private static final int PIXELS = 64;

	private static final int PATCH = 16;

	private static final int PATCHES = (PIXELS / PATCH) * (PIXELS / PATCH);

	private final GgufBytes gguf = new GgufBytes().text("general.architecture", "clip");

	private TestProjector() {
	}

	/**
	 * Writes a file.
	 * @param path usually {@code *.gguf}
	 * @param embeddingLength length of the vectors that the model takes; SmolLM2-135M
	 * takes 576
	 */
	public static Path write(Path path, int embeddingLength) {
		TestProjector projector = new TestProjector();
		projector.describe(embeddingLength);
		projector.tensors(embeddingLength);
		try {
			return Files.write(path, projector.gguf.build());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void describe(int embeddingLength) {
		this.gguf.uint32("general.file_type", 0)
			.flag("clip.has_vision_encoder", true)
			.text("clip.projector_type", "mlp")
			.flag("clip.use_gelu", true)
			.uint32("clip.vision.image_size", PIXELS)
			.uint32("clip.vision.patch_size", PATCH)
			.uint32("clip.vision.embedding_length", WIDTH)
			.uint32("clip.vision.feed_forward_length", INNER)
			.uint32("clip.vision.block_count", 1)
			.uint32("clip.vision.projection_dim", embeddingLength)
			.uint32("clip.vision.attention.head_count", 2)
			.float32("clip.vision.attention.layer_norm_epsilon", 1e-6f)
			.float32s("clip.vision.image_mean", 0.5f, 0.5f, 0.5f)
			.float32s("clip.vision.image_std", 0.5f, 0.5f, 0.5f);
	}

	private void tensors(int embeddingLength) {
		zeros("v.patch_embd.weight", PATCH, PATCH, 3, WIDTH);
		zeros("v.position_embd.weight", WIDTH, PATCHES);
		for (String part : new String[] { "attn_q", "attn_k", "attn_v", "attn_out" }) {
			layer("v.blk.0." + part, WIDTH, WIDTH);
		}
		layer("v.blk.0.ffn_up", WIDTH, INNER);
		layer("v.blk.0.ffn_down", INNER, WIDTH);
		for (String norm : new String[] { "v.blk.0.ln1", "v.blk.0.ln2", "v.post_ln" }) {
			zeros(norm + ".weight", WIDTH);
			zeros(norm + ".bias", WIDTH);
		}
		layer("mm.0", WIDTH, embeddingLength);
		layer("mm.2", embeddingLength, embeddingLength);
	}

	private void layer(String name, int in, int out) {
		zeros(name + ".weight", in, out);
		zeros(name + ".bias", out);
	}

	private void zeros(String name, long... dimensions) {
		long elements = 1;
		for (long dimension : dimensions) {
			elements *= dimension;
		}
		this.gguf.tensor(name, 0, Math.toIntExact(elements * Float.BYTES), dimensions);
	}

}
