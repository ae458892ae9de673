package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.fake.TestModel;

/** Locates files with odd names in a directory, in a JVM with a locale of its own. */
final class NamedFilesMain {

	private static final List<String> NAMES = List.of("my model", "a+b", "mod\u00e8le", "mode\u0301le", "a#b", "50%",
			"a (1)", "a[1]", "a'b", "a\"b", "a?b", "a^b", "\u6a21\u578b", "a%20b", "a^`{|}b");

	private NamedFilesMain() {
	}

	public static void main(String[] arguments) throws IOException {
		Path directory = Path.of(arguments[0]);
		ModelRegistry registry = new ModelDirectory(directory, new ModelCatalog(List.of()));
		List<String> problems = new ArrayList<>();
		for (String name : NAMES) {
			Path file = TestModel.write(directory.resolve(name + " x.gguf"));
			List<String> references = new ArrayList<>(List.of(file.toString(), file.toUri().toString()));
			if (!name.matches(".*[%?#].*")) {
				references.addAll(List.of("file:" + file, "file://" + file));
			}
			ModelLocation expected = new ModelLocation.Present(new ModelFile(name + " x", file, Files.size(file)));
			for (String reference : references) {
				ModelLocation located = registry.locate(ModelReference.parse(reference));
				if (!located.equals(expected)) {
					problems.add("%s is %s".formatted(reference, located));
				}
			}
		}
		System.out.println("files: " + NAMES.size() + ", problems: " + problems);
	}

}
