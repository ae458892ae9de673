package clients;

import java.util.List;

/** A library that talks to the gateway, and what each check asks of it. */
interface Client {

	String QUESTION = "What is the capital of France?";

	String STORY = "Tell a very long story about a lighthouse keeper and the sea.";

	String WEATHER = "How is the weather in Paris?";

	String TOOL = "get_weather";

	String RESULT = "Sunny, 20 degrees.";

	List<String> COUNTRIES = List.of("France", "Spain");

	/** Package of the exceptions in which it tells what the gateway refused. */
	String errors();

	/**
	 * A whole answer to the question.
	 * @param model name of the model
	 * @param mostTokens limit on its tokens
	 * @param temperature how random it is
	 */
	String whole(String model, int mostTokens, double temperature);

	/**
	 * A streamed answer.
	 * @param model name of the model
	 * @param text the question
	 * @param mostTokens limit on its tokens
	 * @param mostParts number of parts after which the client leaves
	 * @return the parts with text
	 */
	List<String> stream(String model, String text, int mostTokens, int mostParts);

	/**
	 * Asks for the weather with a tool, sends its result, and asks for the final answer.
	 * @return arguments of the call, and the final answer
	 */
	Round tools(String model);

	/** An answer that has to follow a schema with one of {@link #COUNTRIES}. */
	String schema(String model);

	/** HTTP status in an exception of this client; 0 if it does not tell it. */
	int status(Throwable refused);

	/** All that an exception of this client tells of the error: its code and its words. */
	String told(Throwable refused);

	/** Status of an error about an unknown model. */
	default int unknownModelStatus() {
		return 404;
	}

	/** Words that an error about an unknown model must contain. */
	List<String> unknownModel();

	/**
	 * Both halves of a round with a tool.
	 *
	 * @param arguments arguments of the first call, as JSON
	 * @param answer final answer
	 */
	record Round(String arguments, String answer) {
	}

}
