package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process of its own that wants the tiny model and prints where it got it. */
final class EnsureTinyModel {

	private EnsureTinyModel() {
	}

	public static void main(String[] arguments) {
		Path models = Path.of(arguments[0]);
		ModelTransfer transfer = new ModelTransfer(TransferProgress.NONE, DiskSpace.USABLE, System::nanoTime,
				(duration) -> {
					note(models.resolveSibling("models.waits"));
					TimeUnit.NANOSECONDS.sleep(duration.toNanos());
				});
		ModelFile file = new ModelDirectory(models, TinyModel.catalog(TinyModel.HUB), transfer).ensureDefault("tiny",
				new CatalogDownload(System.getenv()));
		System.out.println(file.path().getFileName() + " " + file.sizeBytes());
	}

	static Process start(Path models, FakeHub hub) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				EnsureTinyModel.class.getName(), models.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().putAll(hub.environment());
		return builder.start();
	}

	private static void note(Path file) {
		try {
			Files.writeString(file, "");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
