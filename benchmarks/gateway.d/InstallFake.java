import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;

/** Writes a fake llama-server, which takes 2 ms for a token, and a model for it. Prints the paths of both. */
class InstallFake {

	public static void main(String[] arguments) throws IOException {
		Path folder = Path.of(arguments[0]).toRealPath();
		System.out
			.println(FakeShimmyBinary.llamaServer().with(Fault.TOKEN_DELAY, Duration.ofMillis(2)).install(folder));
		System.out.println(TestModel.write(folder.resolve("soak.gguf")));
	}

}
