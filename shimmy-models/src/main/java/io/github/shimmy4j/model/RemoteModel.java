package io.github.shimmy4j.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.LookupPlace;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.VerifiedFiles;
import io.github.shimmy4j.transfer.VerifiedTransfer;
import io.github.shimmy4j.transfer.WantedFile;
import org.jspecify.annotations.Nullable;

/**
 * A model that is named by where it is. Its source decides what it is, once.
 *
 * @param name stable name
 * @param source where it is; the first part of a model in parts
 * @param mirrors where else its contents can be had, whatever is said there
 * @param license licence as a catalog knows it; null where the source is to say it
 */
record RemoteModel(String name, SourceReference source, List<SourceReference> mirrors, @Nullable String license) {

	RemoteModel(String name, SourceReference source) {
		this(name, source, List.of(), null);
	}

	/**
	 * The first part that has to be looked up or fetched; present if there is none.
	 * @param directory models directory
	 * @param files knows which files are what they should be
	 */
	ModelLocation locate(Path directory, VerifiedFiles files) {
		FilePlace first = null;
		RemoteFile known = null;
		for (RemoteModel each : parts()) {
			// All of one commit.
			RemoteModel part = (known != null) ? each.at(known) : each;
			Optional<RemoteFile> found = VerifiedTransfer.lookedUp(part.record(directory));
			if (found.isEmpty()) {
				return new ModelLocation.NeedsLookup(this.name, part.source());
			}
			ModelDownload download = part.download(directory, found.get());
			if (files.problem(download.place()).isPresent()) {
				return new ModelLocation.NeedsTransfer(this.name, download);
			}
			known = (known != null) ? known : found.get();
			first = (first != null) ? first : download.place();
		}
		if (first == null) {
			throw new IllegalStateException("a model has one part at least");
		}
		return new ModelLocation.Present(new ModelFile(this.name, first.path(), first.wanted().sizeBytes()));
	}

	/** All parts, each as its own file. */
	private List<RemoteModel> parts() {
		if (!(this.source instanceof SourceReference.Hub file)) {
			return List.of(this);
		}
		List<RemoteModel> parts = new ArrayList<>();
		for (Path part : ModelParts.of(Path.of(file.file())).files()) {
			parts.add(new RemoteModel(this.name, file.sibling(part.toString().replace('\\', '/')), this.mirrors,
					this.license));
		}
		return parts;
	}

	/** The same at the revision that its source has said. */
	private RemoteModel at(RemoteFile file) {
		return (this.source instanceof SourceReference.Hub hub)
				? new RemoteModel(this.name, hub.at(file.revision()), this.mirrors, this.license) : this;
	}

	/** Where it is kept what the source said of it. */
	private Path record(Path directory) {
		return folder(directory).resolve("revisions").resolve(revision()).resolve(path() + ".json");
	}

	/** Where its file is, or would be while nobody knows what it is. */
	private Path file(Path directory, String revision) {
		return folder(directory).resolve(revision).resolve(path());
	}

	/**
	 * Where it is asked what it is; something may be left there that the fetch needs. A
	 * wheel is asked by bringing it beside the file, which is for whoever has the turn at
	 * the file.
	 */
	LookupPlace lookUpPlace(Path directory) {
		Path file = file(directory, revision());
		return new LookupPlace(record(directory),
				FilePlace.lock((this.source instanceof SourceReference.Wheels) ? file : record(directory)),
				FilePlace.partial(file));
	}

	/**
	 * Each commit has a folder of its own: a branch that moves on never mixes two files.
	 */
	private ModelDownload download(Path directory, RemoteFile file) {
		List<SourceReference> sources = new ArrayList<>();
		sources.add(at(file).source());
		sources.addAll(this.mirrors);
		FilePlace place = new FilePlace(file(directory, file.revision()),
				new WantedFile(this.name, file.sizeBytes(), file.sha256()));
		return new ModelDownload(place, file.revision(), (this.license != null) ? this.license : file.license(),
				sources);
	}

	private Path folder(Path directory) {
		if (this.source instanceof SourceReference.Hub hub) {
			return directory.resolve("hf").resolve(hub.repository());
		}
		if (this.source instanceof SourceReference.Web web) {
			return directory.resolve("web").resolve(web.host());
		}
		if (this.source instanceof SourceReference.Wheels wheels) {
			return directory.resolve("pypi").resolve(wheels.pieces().get(0).distribution());
		}
		SourceReference.Custom custom = (SourceReference.Custom) this.source;
		// An address of any form becomes the name of a folder that no other has.
		return directory.resolve(custom.scheme())
			.resolve(UUID.nameUUIDFromBytes(custom.address().getBytes(StandardCharsets.UTF_8)).toString());
	}

	private String revision() {
		if (this.source instanceof SourceReference.Hub hub) {
			return hub.revision();
		}
		if (this.source instanceof SourceReference.Web web) {
			return web.sha256();
		}
		return (this.source instanceof SourceReference.Wheels wheels) ? wheels.pieces().get(0).version() : "current";
	}

	private String path() {
		return (this.source instanceof SourceReference.Hub hub) ? hub.file() : this.source.fileName();
	}

}
