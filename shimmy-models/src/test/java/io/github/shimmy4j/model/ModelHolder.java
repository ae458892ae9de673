package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;

/** A separate process that uses a model until it is told to end. */
final class ModelHolder {

	private ModelHolder() {
	}

	public static void main(String[] arguments) throws IOException {
		try (ModelFile.Use use = ModelFile.Use.hold(Path.of(arguments[0]), Path.of(arguments[1]))) {
			System.out.println(use.isHeld() ? "held" : "free");
			System.in.read();
		}
	}

}
