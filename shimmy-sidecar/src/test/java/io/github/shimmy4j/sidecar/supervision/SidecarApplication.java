package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;

import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.transfer.TinyModel;

/**
 * An application of its own with one sidecar. It reads {@code start HOME BINARY PORT} and
 * {@code stop} on its standard input, and answers {@code ready PORT PID RESTARTS} and
 * {@code stopped}.
 */
final class SidecarApplication {

	/** One line for each transfer, below the home. */
	static final String DOWNLOADS = "downloads";

	private static final int RANGE = 3;

	private SidecarApplication() {
	}

	public static void main(String[] arguments) throws IOException {
		Path model = TestModel.write(Path.of(arguments[0]).resolve(ProcessHandle.current().pid() + ".gguf"));
		Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8);
		System.out.println("loaded");
		while (commands.hasNext("start")) {
			commands.next();
			try (ShimmySidecar sidecar = sidecar(model, Path.of(commands.next()), Path.of(commands.next()),
					commands.nextInt())) {
				SidecarSnapshot ready = sidecar.ensureReady(SidecarBench.LIMIT);
				System.out.println("ready %d %d %d".formatted(ready.port(), ready.pid(), ready.restarts()));
				commands.next("stop");
			}
			System.out.println("stopped");
		}
	}

	private static ShimmySidecar sidecar(Path model, Path directory, Path binary, int port) throws IOException {
		ShimmyHome home = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, directory.toString()));
		DownloadHandler downloads = (variant, destination, progress) -> {
			Files.writeString(Files.createDirectories(directory).resolve(DOWNLOADS), "once\n",
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			Files.copy(model, destination);
		};
		SidecarOptions options = new SampleOptions().binary(binary)
			.model("tiny")
			.ports(port, RANGE)
			.healthTimeout(SidecarBench.LIMIT)
			.build();
		return new SidecarFactory(home, new ModelDirectory(home.models(), catalog(model)), downloads,
				() -> Accelerators.CPU_ONLY)
			.create(options);
	}

	/** A catalog with one model, {@code tiny}, that is this file. */
	static ModelCatalog catalog(Path model) throws IOException {
		byte[] content = Files.readAllBytes(model);
		MessageDigest digest = Sha256.begin();
		ModelCatalog.Variant variant = new ModelCatalog.Variant("tiny.gguf", content.length,
				HexFormat.of().formatHex(digest.digest(content)), Set.of("F32"), List.of(TinyModel.HUB));
		return new ModelCatalog(List
			.of(new ModelCatalog.Entry("tiny", "Apache-2.0", null, 4096, null, ChatTemplate.NONE, List.of(variant))));
	}

}
