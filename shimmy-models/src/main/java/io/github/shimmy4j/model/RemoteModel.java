package io.github.shimmy4j.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.VerifiedFiles;
import io.github.shimmy4j.transfer.VerifiedTransfer;
import io.github.shimmy4j.transfer.VerifiedTransfer.LookupPlace;
import io.github.shimmy4j.transfer.WantedFile;
import org.jspecify.annotations.Nullable;

/**
 * A model whose digest only its source knows, and its places in the models directory.
 *
 * @param directory models directory
 * @param name stable name
 * @param source the file; the first part of a split model
 * @param mirrors further sources of the same content
 * @param license licence stated by a catalog; null if the source states it
 */
record RemoteModel(Path directory, String name, SourceReference source, List<SourceReference> mirrors,
		@Nullable String license) {

	RemoteModel(Path directory, String name, SourceReference source) {
		this(directory, name, source, List.of(), null);
	}

	/** The first part that needs a look-up or a transfer; present if no part does. */
	ModelLocation locate(VerifiedFiles files) {
		ModelDownload first = null;
		for (RemoteModel each : parts()) {
			// All parts must be of the same commit.
			RemoteModel part = (first != null) ? each.at(first.revision()) : each;
			Optional<RemoteFile> found = VerifiedTransfer.lookedUp(part.answer());
			if (found.isEmpty()) {
				return new ModelLocation.NeedsLookup(this.name, part.source());
			}
			ModelDownload download = part.download(found.get());
			if (files.verify(download.place()).isPresent()) {
				return new ModelLocation.NeedsTransfer(this.name, download);
			}
			first = (first != null) ? first : download;
		}
		FilePlace place = Objects.requireNonNull(first, "a model has at least one part").place();
		return new ModelLocation.Present(new ModelFile(this.name, place.path(), place.wanted().sizeBytes()));
	}

	private List<RemoteModel> parts() {
		if (!(this.source instanceof SourceReference.Hub hub)) {
			return List.of(this);
		}
		return ModelParts.of(Path.of(hub.file()))
			.files()
			.stream()
			.map((part) -> with(hub.sibling(part.toString().replace('\\', '/'))))
			.toList();
	}

	/** The same file, at the revision that its source has answered. */
	private RemoteModel at(String revision) {
		return (this.source instanceof SourceReference.Hub hub) ? with(hub.at(revision)) : this;
	}

	private RemoteModel with(SourceReference other) {
		return new RemoteModel(this.directory, this.name, other, this.mirrors, this.license);
	}

	/** Where the source's answer is stored. */
	private Path answer() {
		return folder().resolve("revisions").resolve(revision()).resolve(path() + ".json");
	}

	/** Each commit has its own folder, so that a moving branch never mixes two files. */
	private Path file(String revision) {
		return folder().resolve(revision).resolve(path());
	}

	/**
	 * The files of its look-up. To look up a wheel is to download it beside the model's
	 * file, and therefore takes the lock of that file.
	 */
	LookupPlace lookupPlace() {
		Path file = file(revision());
		return new LookupPlace(answer(),
				FilePlace.lock((this.source instanceof SourceReference.Wheels) ? file : answer()),
				FilePlace.partial(file));
	}

	private ModelDownload download(RemoteFile file) {
		List<SourceReference> sources = new ArrayList<>();
		sources.add(at(file.revision()).source());
		sources.addAll(this.mirrors);
		FilePlace place = new FilePlace(file(file.revision()),
				new WantedFile(this.name, file.sizeBytes(), file.sha256()));
		return new ModelDownload(place, file.revision(), (this.license != null) ? this.license : file.license(),
				sources);
	}

	private Path folder() {
		if (this.source instanceof SourceReference.Hub hub) {
			return this.directory.resolve("hf").resolve(hub.repository());
		}
		if (this.source instanceof SourceReference.Web web) {
			return this.directory.resolve("web").resolve(web.host());
		}
		if (this.source instanceof SourceReference.Wheels wheels) {
			return this.directory.resolve("pypi").resolve(wheels.pieces().get(0).distribution());
		}
		SourceReference.Custom custom = (SourceReference.Custom) this.source;
		// A hash, because an address may have characters that no folder name may have.
		return this.directory.resolve(custom.scheme())
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
