package io.github.shimmy4j.model;

import java.util.List;
import java.util.function.Function;

/**
 * Forms in which servers print their models. Whatever is not of the form is passed over:
 * logs and warnings share the stream.
 */
public enum ListingFormat {

	/** {@code shimmy list}: {@code   <id> => "<path>" [93MB]}. */
	LIST(PrintedList::parse),

	/** {@code shimmy list --short}: one id a line. */
	SHORT(PrintedNames::parse),

	/** {@code shimmy discover}: two lines a model. */
	DISCOVER(PrintedDiscovery::parse),

	/**
	 * {@code GET /api/models}, and {@code list --json} of the embedded engine:
	 * <code>{"models":[{"name","path","size_bytes"}]}</code>, of which only the name is
	 * required. In what a program prints, each model begins on a line of its own, so that
	 * no line is so long that it is cut.
	 */
	JSON(ModelsJson::parse);

	private final Function<String, List<ListedModel>> parser;

	ListingFormat(Function<String, List<ListedModel>> parser) {
		this.parser = parser;
	}

	/**
	 * Reads the models.
	 * @param output all that was printed
	 * @return the models, in its order; never an exception
	 */
	public List<ListedModel> parse(String output) {
		return this.parser.apply(output);
	}

}
