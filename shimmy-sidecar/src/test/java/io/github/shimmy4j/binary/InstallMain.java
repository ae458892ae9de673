package io.github.shimmy4j.binary;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A JVM of its own that installs shimmy 1.7.4 into {@code binaries} of a directory, with
 * the cargo in {@code tools} beside it, and says what it hears.
 */
final class InstallMain {

	private InstallMain() {
	}

	public static void main(String... arguments) throws InterruptedException {
		Path directory = Path.of(arguments[0]);
		Map<String, String> environment = new HashMap<>(System.getenv());
		environment.putAll(new FakeCargo(directory.resolve("tools")).environment());
		// What a test finds the processes by stands at its end.
		environment.put("PATH", directory.resolve("tools") + ":" + System.getenv("PATH"));
		BinaryInstaller installer = FakeCargo.installer(directory.resolve("binaries"), FakeCargo.build(environment));
		System.out.println("installing");
		ShimmyBinary binary = installer.install(new InstallChoice(BinaryInstall.CARGO, "1.7.4", null, null),
				(at) -> System.out.println("crates " + at.done()));
		System.out.println("installed " + binary.path());
	}

}
