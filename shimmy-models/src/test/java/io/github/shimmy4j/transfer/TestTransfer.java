package io.github.shimmy4j.transfer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.progress.ProgressReports;

/** Transfers of the tiny model that record their pauses instead of waiting. */
public final class TestTransfer {

	private final Path models;

	private final List<Duration> pauses = new ArrayList<>();

	private Duration timeout = Duration.ofSeconds(10);

	private LongSupplier nanoTime = System::nanoTime;

	private Pip pip = new Pip(new CommandRunner(ProcessLauncher.system()), Map.of(), List.of());

	private DiskSpace space = DiskSpace.USABLE;

	TestTransfer(Path models) {
		this.models = models;
	}

	TestTransfer waitingFor(Duration limit) {
		this.timeout = limit;
		return this;
	}

	TestTransfer with(Pip other) {
		this.pip = other;
		return this;
	}

	TestTransfer with(DiskSpace other) {
		this.space = other;
		return this;
	}

	/** With another clock for the stall timeout. */
	TestTransfer with(LongSupplier other) {
		this.nanoTime = other;
		return this;
	}

	List<Duration> pauses() {
		return this.pauses;
	}

	/** Sources with the hub of the environment. */
	public static Sources sources(Map<String, String> environment) {
		return new TestTransfer(Path.of("")).sources(environment, List.of());
	}

	/** The same, with another limit of silence. */
	public static Sources sources(Map<String, String> environment, Duration timeout) {
		return new TestTransfer(Path.of("")).waitingFor(timeout).sources(environment, List.of());
	}

	/** Sources with another program in place of pip. */
	public static Sources wheels(Path pip) {
		Pip fake = new Pip(new CommandRunner(ProcessLauncher.system()), System.getenv(),
				List.of(List.of(pip.toString())));
		return new TestTransfer(Path.of("")).with(fake).sources(Map.of(), List.of());
	}

	Sources sources(Map<String, String> environment, List<ModelSource> own) {
		WebClient client = new WebClient(EnvironmentProxySelector.of(environment),
				new WebLimits(this.timeout, this.timeout, this.nanoTime));
		return new Sources(new HubSource(HubClient.of(environment, client)), new Sources.WebSource(client),
				new WheelSource(this.pip, this.space), CustomSource.of(own), this.space, this.pauses::add);
	}

	Path ensure(Map<String, String> environment, SourceReference... sources) {
		return ensure(sources(environment, List.of()), sources);
	}

	Path ensure(Sources all, SourceReference... sources) {
		return ensure(ProgressListener.NONE, (destination, progress) -> {
			all.fetch(List.of(sources), TinyModel.wanted(), destination, progress);
			return true;
		});
	}

	Path ensure(ProgressListener listener, VerifiedTransfer.Fetch fetch) {
		FilePlace place = TinyModel.place(this.models);
		new VerifiedTransfer(new VerifiedFiles(), ProgressReports.onTerminal(listener), this.space, this.pauses::add)
			.ensure(place, fetch);
		return place.path();
	}

	List<String> files() {
		return List.of(this.models.toFile().list());
	}

}
