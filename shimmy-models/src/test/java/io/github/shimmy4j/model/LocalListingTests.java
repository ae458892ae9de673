package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.TemplateTexts;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelLister.ListedModel;
import io.github.shimmy4j.model.ModelLocation.ServerFit;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static io.github.shimmy4j.model.ModelReference.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Tests for {@link ModelDirectory#listLocal()}. */
class LocalListingTests {

	private static final Optional<ServerCapabilities> SHIMMY_2 = Optional.of(ServerCapabilities.SHIMMY_2);

	@TempDir
	private Path temporary;

	private Path models;

	private Path store;

	@BeforeEach
	void setUp() throws IOException {
		this.models = Files.createDirectory(this.temporary.resolve("models"));
		this.store = Files.createDirectory(this.temporary.resolve("store"));
	}

	@Test
	void listWithoutDirectoryIsEmpty() {
		assertThat(new ModelDirectory(this.temporary.resolve("none"), TinyCatalog.of(TinyModel.HUB)).listLocal())
			.isEmpty();
	}

	@Test
	void listHasTheHeaderAndTheFitOfEachModel() throws IOException {
		Path good = TestModel.write(this.models.resolve("good.gguf"), "qwen2", "F32", "Q4_0");
		Path other = TestModel.write(this.models.resolve("other.gguf"), "llama", "Q4_1");
		assertThat(list(new ListingContext(parse("good"), () -> SHIMMY_2))).containsExactly(
				new LocalModel("good", good, Files.size(good), "qwen2", "F32", 2048, true, ServerFit.YES),
				new LocalModel("other", other, Files.size(other), "llama", "Q4_1", 2048, false,
						ServerFit.no("shimmy 2.x (wgpu) cannot run tensors of type Q4_1; it runs on shimmy 1.x "
								+ "(llama.cpp), llama-server (llama.cpp), embedded engine (llama.cpp)")));
	}

	@Test
	void listNamesTheUnsupportedTemplateOrArchitecture() {
		TestModel.writeWithTemplate(this.models.resolve("a.gguf"), "gemma3", TemplateTexts.GEMMA);
		TestModel.writeWithTemplate(this.models.resolve("b.gguf"), "qwen35", TemplateTexts.CHATML);
		TestModel.writeWithTemplate(this.models.resolve("c.gguf"), "llama", TemplateTexts.CHATML);
		assertThat(list(new ListingContext(null, () -> Optional.of(ServerCapabilities.SHIMMY_1))))
			.extracting(LocalModel::fit)
			.containsExactly(
					ServerFit.no("shimmy 1.x (llama.cpp) cannot apply its chat template (Gemma); it runs on "
							+ "llama-server (llama.cpp), embedded engine (llama.cpp)"),
					ServerFit.no("shimmy 1.x (llama.cpp) cannot run models of architecture 'qwen35'; it runs on shimmy "
							+ "2.x (wgpu), llama-server (llama.cpp)"),
					ServerFit.YES);
	}

	@Test
	void listWithoutServerDoesNotKnowTheFit() {
		TestModel.write(this.models.resolve("good.gguf"));
		assertThat(list(ListingContext.NONE)).singleElement().satisfies((model) -> {
			assertThat(model.fit().verdict()).isEqualTo(ServerFit.Verdict.UNKNOWN);
			assertThat(model.isDefault()).isFalse();
		});
	}

	@Test
	void listHasBrokenFilesWithTheReason() throws IOException {
		Path page = Files.writeString(this.models.resolve("a.gguf"), "<html>");
		Path half = Files.write(this.models.resolve("b.gguf"), new byte[] { 'G', 'G', 'U', 'F', 3, 0, 0, 0, 1 });
		Files.createFile(this.models.resolve("c.gguf"));
		assertThat(list(new ListingContext(parse("b"), () -> SHIMMY_2)))
			.extracting(LocalModel::name, LocalModel::isDefault, (model) -> model.fit().verdict(),
					(model) -> model.fit().reason())
			.containsExactly(
					tuple("a", false, ServerFit.Verdict.NO,
							"Model file '" + page + "' is not a GGUF file but an HTML page"),
					tuple("b", true, ServerFit.Verdict.NO,
							"Model file '" + half
									+ "' is no usable GGUF file: 8 bytes are announced, 1 are left, at byte 8"),
					tuple("c", false, ServerFit.Verdict.NO,
							"Model file '" + this.models.resolve("c.gguf") + "' is not a GGUF file but empty"));
	}

	@Test
	void listOmitsPartialAndHiddenFiles() throws IOException {
		TestModel.write(this.models.resolve("a/b/good.GGUF"));
		for (String name : List.of("x.gguf.partial", "x.gguf.lock", ".gguf", " .gguf", "._z.gguf", ".cache/y.gguf",
				"readme.txt", "1/2/3/4/5/6/7/8/deep.gguf")) {
			TestModel.write(this.models.resolve(name));
		}
		Files.createSymbolicLink(this.models.resolve("nothing.gguf"), Path.of("nowhere"));
		Files.createDirectory(this.models.resolve("directory.gguf"));
		Files.createSymbolicLink(this.models.resolve("circle"), this.models);
		assertThat(list(ListingContext.NONE)).extracting(LocalModel::name).containsExactly("good");
	}

	@Test
	void listHasASplitModelOnce() throws IOException {
		Path first = TestModel.write(this.models.resolve("big-00001-of-00002.gguf"), "llama", "Q4_0");
		Path second = TestModel.write(this.models.resolve("big-00002-of-00002.gguf"), "llama", "Q4_1");
		Path lonely = TestModel.write(this.models.resolve("lonely-00002-of-00002.gguf"));
		assertThat(list(new ListingContext(null, () -> SHIMMY_2))).satisfiesExactly((model) -> {
			assertThat(model.file()).isEqualTo(first);
			assertThat(model.sizeBytes()).isEqualTo(Files.size(first) + Files.size(second));
			assertThat(model.fit().reason()).contains("cannot run tensors of type Q4_1");
		}, (model) -> {
			assertThat(model.file()).isEqualTo(lonely);
			assertThat(model.fit().reason()).endsWith("lonely-00001-of-00002.gguf' does not exist, one of 2 parts");
		});
	}

	@Test
	void listOfDirectoryThatIsALinkIsTheSame() throws IOException {
		Files.write(this.models.resolve("tiny.gguf"), TinyModel.content());
		Path link = Files.createSymbolicLink(this.temporary.resolve("link"), this.models);
		ModelDirectory linked = new ModelDirectory(link, ModelSettings.of(TinyCatalog.of(TinyModel.HUB)),
				ProgressListener.NONE, new ListingContext(parse("tiny"), Optional::empty));
		assertThat(linked.listLocal()).extracting(LocalModel::name, LocalModel::isDefault)
			.containsExactly(tuple("tiny", true));
	}

	@Test
	void listGivesTheNameOfTheCatalogsModelToNoOtherFile() {
		TestModel.write(this.models.resolve("tiny.gguf"));
		assertThat(list(new ListingContext(parse("tiny"), Optional::empty)))
			.extracting(LocalModel::name, LocalModel::isDefault)
			.containsExactly(tuple("models/tiny", false));
	}

	@Test
	void listNamesTheCatalogsFileByItsIdAndOthersByTheirDirectoriesWhereTheyCollide() throws IOException {
		Files.write(this.models.resolve("tiny.gguf"), TinyModel.content());
		TestModel.write(this.models.resolve("x.gguf"));
		TestModel.write(this.models.resolve("sub/x.gguf"));
		TestModel.write(this.models.resolve("other/sub/x.gguf"));
		assertThat(list(new ListingContext(parse("tiny"), () -> SHIMMY_2)))
			.extracting(LocalModel::name, LocalModel::isDefault)
			.containsExactly(tuple("tiny", true), tuple("x", false), tuple("sub/x", false),
					tuple("other/sub/x", false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tiny", "tiny.gguf", "./sub/../../models/tiny.gguf" })
	void listMarksTheFileOfTheDefaultModel(String model) throws IOException {
		Files.write(this.models.resolve("tiny.gguf"), TinyModel.content());
		TestModel.write(this.models.resolve("sub/other.gguf"));
		String value = model.startsWith("./") ? this.models.resolve(model).toString() : model;
		assertThat(list(new ListingContext(parse(value), Optional::empty))).filteredOn(LocalModel::isDefault)
			.extracting(LocalModel::name)
			.containsExactly("tiny");
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "s3:x", "/no/such.gguf" })
	void listWithoutTheDefaultModelMarksNone(String model) {
		TestModel.write(this.models.resolve("other.gguf"));
		assertThat(list(new ListingContext(parse(model), Optional::empty))).noneMatch(LocalModel::isDefault);
	}

	@Test
	void listHasEachFileOfTheServersListOnce() throws IOException {
		Path own = TestModel.write(this.models.resolve("own.gguf"));
		Path linked = Files.createSymbolicLink(this.store.resolve("linked.gguf"), own);
		Path foreign = TestModel.write(this.store.resolve("deep/Other_Model.gguf"));
		Path blob = TestModel.write(this.store.resolve("blobs/sha256-12"));
		Path same = TestModel.write(this.store.resolve("own.gguf"), "llama", "Q4_0");
		ModelLister lister = () -> new ModelLister.Models(
				List.of(new ListedModel("linked", linked), new ListedModel("other-model", foreign),
						new ListedModel("ollama/llama3/latest", blob), new ListedModel("own", same),
						new ListedModel("phi3-lora", Path.of("./none.gguf")), new ListedModel("nameless", null)));
		assertThat(list(new ListingContext(null, Optional::empty, List.of(), lister)))
			.extracting(LocalModel::name, LocalModel::file)
			.containsExactly(tuple("own", own), tuple("Other_Model", foreign), tuple("ollama/llama3/latest", blob),
					tuple("store/own", same));
	}

	@Test
	void listWhenTheServerFailsSearchesTheStoresAndLogsEachReasonOnce() {
		TestModel.write(this.store.resolve("M.GGUF"));
		List<String> reasons = new ArrayList<>(List.of("panic", "panic", "timeout"));
		ModelLister lister = () -> new ModelLister.Failed(reasons.remove(0));
		ModelDirectory registry = registry(new ListingContext(null, Optional::empty, List.of(this.store), lister));
		ListAppender<ILoggingEvent> log = listen();
		for (int i = 0; i < 3; i++) {
			assertThat(registry.listLocal()).extracting(LocalModel::name).containsExactly("M");
		}
		assertThat(log.list).filteredOn((event) -> event.getLevel() == Level.WARN)
			.extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly(
					(first) -> assertThat(first)
						.isEqualTo("Searching the directories of other programs for GGUF files, "
								+ "since no server listed them: panic"),
					(second) -> assertThat(second).endsWith("since no server listed them: timeout"));
	}

	private static ListAppender<ILoggingEvent> listen() {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		((Logger) LoggerFactory.getLogger(LocalListing.class)).addAppender(appender);
		return appender;
	}

	private List<LocalModel> list(ListingContext context) {
		return registry(context).listLocal();
	}

	private ModelDirectory registry(ListingContext context) {
		return new ModelDirectory(this.models, ModelSettings.of(TinyCatalog.of(TinyModel.HUB)), ProgressListener.NONE,
				context);
	}

}
