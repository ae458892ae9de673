package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A model that the server lists. The file is opened only when a chat needs it.
 *
 * @param id what requests name
 * @param path the file, which need not exist
 * @param discovered whether it comes from a scanned directory
 */
record ServedModel(String id, Path path, boolean discovered) {

	private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

	static ServedModel scanned(Path path) {
		String id = stem(path).replace('_', '-').replace(' ', '-').toLowerCase(Locale.ROOT);
		return new ServedModel(id, path, true);
	}

	static ServedModel direct(Path path) {
		return new ServedModel(stem(path), path, false);
	}

	private static String stem(Path path) {
		String name = String.valueOf(path.getFileName());
		int dot = name.lastIndexOf('.');
		return (dot > 0) ? name.substring(0, dot) : name;
	}

	/** llama.cpp's messages if it cannot load the file, else null. */
	@Nullable String loadError() {
		try (InputStream in = Files.newInputStream(this.path)) {
			if (Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
				return null;
			}
			return "gguf_init_from_file_impl: invalid magic characters, expected 'GGUF'\n" + failure();
		}
		catch (IOException ex) {
			return "gguf_init_from_file: failed to open GGUF file '" + this.path + "'\n" + failure();
		}
	}

	private String failure() {
		return "llama_model_load: error loading model: llama_model_loader: failed to load model from " + this.path
				+ "\nllama_model_load_from_file_impl: failed to load model";
	}

}
