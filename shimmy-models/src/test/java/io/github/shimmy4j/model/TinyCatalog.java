package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.transfer.FilePlace;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.TinyModel;
import io.github.shimmy4j.transfer.WantedFile;

/** A catalog with the tiny model. */
final class TinyCatalog {

	static final String ID = "tiny";

	static final DownloadHandler NO_DOWNLOADS = (model, destination, progress) -> {
		throw new AssertionError("nothing is to be fetched");
	};

	private TinyCatalog() {
	}

	static ModelCatalog.Variant from(SourceReference... sources) {
		return variant("tiny.gguf", Set.of("Q4_1"), sources);
	}

	/** A variant with the same content, another name and other declared tensors. */
	static ModelCatalog.Variant variant(String fileName, Set<String> tensorTypes, SourceReference... sources) {
		return new ModelCatalog.Variant(fileName, TinyModel.SIZE_BYTES, TinyModel.sha256(), tensorTypes,
				List.of(sources));
	}

	static ModelCatalog of(SourceReference... sources) {
		return of(from(sources));
	}

	static ModelCatalog of(ModelCatalog.Variant... variants) {
		return new ModelCatalog(List.of(model("Apache-2.0", variants)));
	}

	static ModelCatalog.Entry model(String license, ModelCatalog.Variant... variants) {
		return new ModelCatalog.Entry(ID, license, null, 4096, null, ChatTemplate.NONE, List.of(variants));
	}

	/** Location of a variant whose file is missing. */
	static ModelLocation missing(Path models, ModelCatalog.Variant variant) {
		FilePlace place = new FilePlace(models.resolve(variant.fileName()),
				new WantedFile(ID, TinyModel.SIZE_BYTES, TinyModel.sha256()));
		return new ModelLocation.NeedsTransfer(ID,
				new ModelDownload(place, TinyModel.sha256(), "Apache-2.0", variant.sources()));
	}

}
