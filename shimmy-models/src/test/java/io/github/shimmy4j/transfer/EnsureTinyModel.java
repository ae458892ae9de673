package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.progress.ProgressReports;

/** A separate process that ensures the tiny model and prints its path. */
final class EnsureTinyModel {

	private EnsureTinyModel() {
	}

	public static void main(String[] arguments) {
		FilePlace place = TinyModel.place(Path.of(arguments[0]));
		Pause pause = (duration) -> {
			note(place.directory().resolveSibling("models.waits"));
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
		};
		Sources sources = Sources.of(System.getenv(), List.of());
		new VerifiedTransfer(new VerifiedFiles(), ProgressReports.onTerminal(ProgressListener.NONE), DiskSpace.USABLE,
				pause)
			.ensure(place, (destination, progress) -> {
				sources.fetch(List.of(TinyModel.HUB), place.wanted(), destination, progress);
				return true;
			});
		System.out.println(place.path().getFileName() + " " + place.path().toFile().length());
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
