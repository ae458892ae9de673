package io.github.shimmy4j.fake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.contract.ShimmyProcess;

/** Launches a fake in a directory of its own. */
record FaultyServer(Path directory) {

	static final String CHAT = "{\"model\":\"m\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"count to 8\"}]}";

	ShimmyProcess launch(FakeShimmyBinary binary) throws IOException {
		TestModel.write(this.directory.resolve("gguf/m.gguf"));
		return ShimmyProcess.serve(binary.install(Files.createDirectories(this.directory.resolve("it's here"))),
				this.directory, Map.of(), this.directory.resolve("gguf"));
	}

	ShimmyProcess ready(String version, Fault fault, String value) throws IOException {
		return launch(FakeShimmyBinary.version(version).with(fault, value)).awaitBound();
	}

}
