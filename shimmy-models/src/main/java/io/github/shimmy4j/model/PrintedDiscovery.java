package io.github.shimmy4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Output of {@code shimmy discover}. */
final class PrintedDiscovery {

	private static final Pattern MODEL = Pattern.compile(" {2}(\\S.*) \\[([0-9]+)MB[^\\]]*]");

	private static final String BASE = "    Base: ";

	private PrintedDiscovery() {
	}

	static List<ListedModel> parse(String output) {
		List<ListedModel> models = new ArrayList<>();
		Optional<Matcher> head = Optional.empty();
		for (String line : output.lines().toList()) {
			if (head.isPresent() && line.startsWith(BASE)) {
				Matcher model = head.get();
				PrintedModel.path(line.substring(BASE.length()))
					.map((path) -> new ListedModel(model.group(1), path, PrintedModel.bytes(model.group(2))))
					.ifPresent(models::add);
			}
			head = Optional.of(MODEL.matcher(line)).filter(Matcher::matches);
		}
		return models;
	}

}
