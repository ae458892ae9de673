package io.github.shimmy4j.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.storage.ShimmyHome;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * An installed fake shimmy, a model and directories, all below one directory of a test,
 * and contexts whose properties point to them.
 */
public final class FakeShimmyContext {

	/** Name of the model that the contexts serve. */
	public static final String MODEL = "tiny";

	/** A well fake of the version that the project is made for. */
	public static final FakeShimmyBinary WELL = FakeShimmyBinary.version("1.7.4");

	private final Path directory;

	private FakeShimmyContext(Path directory) {
		this.directory = directory;
	}

	/** Installs a fake without faults, and a model. */
	public static FakeShimmyContext in(Path directory) {
		return in(directory, WELL);
	}

	/** Installs a fake and a model. */
	public static FakeShimmyContext in(Path directory, FakeShimmyBinary binary) {
		FakeShimmyContext context = new FakeShimmyContext(directory);
		context.install(binary);
		TestModel.write(context.model());
		return context;
	}

	/** Puts another fake, say with other faults, in the place of the first. */
	public void install(FakeShimmyBinary binary) {
		try {
			binary.install(Files.createDirectories(binaries()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A runner of contexts with the sidecar, on any free port. More auto-configurations
	 * may be added.
	 */
	public ApplicationContextRunner runner() {
		return runnerWithoutHome().withBean(ShimmyHome.class, this::home);
	}

	/** The same without a home directory, for tests that bring their own. */
	public ApplicationContextRunner runnerWithoutHome() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class))
			.withPropertyValues(properties());
	}

	/** What a user would write to run the fake, as {@code key=value}. */
	public String[] properties() {
		return new String[] { "shimmy.shimmy-path=" + binaries().resolve("shimmy"), "shimmy.model=" + MODEL,
				"shimmy.models-dir=" + models(), "shimmy.preferred-port=0" };
	}

	/** Directories of the launches. */
	public ShimmyHome home() {
		return new ShimmyHome(models(), this.directory.resolve("managed"), this.directory.resolve("sidecars"),
				this.directory.resolve("run"));
	}

	/** The file that is served. */
	public Path model() {
		return models().resolve(MODEL + ".gguf");
	}

	private Path models() {
		return this.directory.resolve("models");
	}

	private Path binaries() {
		return this.directory.resolve("bin");
	}

	/** All servers ever launched from here, oldest first. */
	public List<Long> startedPids() {
		return FakeShimmyBinary.startedPids(binaries());
	}

	/** The servers launched from here that still live. */
	public List<Long> alivePids() {
		return startedPids().stream()
			.filter((pid) -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent())
			.toList();
	}

	/** The pid of the last server launched from here. */
	public Optional<Long> lastPid() {
		List<Long> pids = startedPids();
		return pids.isEmpty() ? Optional.empty() : Optional.of(pids.get(pids.size() - 1));
	}

	/** Directories of single launches that are still there. */
	public List<Path> launchDirectories() {
		Path run = home().run();
		if (!Files.isDirectory(run)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(run)) {
			return files.filter((file) -> !file.endsWith("home")).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
