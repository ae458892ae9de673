package io.github.shimmy4j.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page written by hand, with places where tables belong that are made from the code.
 * Such a place begins with the comment {@code <!-- KIND: NAME -->}; what lies between it
 * and the next {@code <!-- end of KIND -->} is replaced.
 *
 * @param kind kind of the tables
 * @param lines lines of the page
 */
public record GeneratedTables(String kind, List<String> lines) {

	public GeneratedTables {
		lines = List.copyOf(lines);
	}

	/**
	 * Fills the page.
	 * @param table makes the table with a name, line by line
	 * @return lines of the page with a table at each place
	 */
	public List<String> filledWith(Function<String, List<String>> table) {
		Pattern begin = Pattern.compile("<!-- " + this.kind + ": (.+) -->");
		String end = "<!-- end of " + this.kind + " -->";
		List<String> filled = new ArrayList<>();
		boolean inTable = false;
		for (String line : this.lines) {
			Matcher place = begin.matcher(line);
			inTable = inTable && !line.equals(end);
			if (!inTable) {
				filled.add(line);
			}
			if (place.matches()) {
				inTable = true;
				filled.add("");
				filled.addAll(table.apply(place.group(1)));
				filled.add("");
			}
		}
		return filled;
	}

	/**
	 * Requires that a page is as it would be filled; with {@code -Ddocs.write=true}, as
	 * scripts/write-docs says, it is filled instead.
	 * @param page the page
	 * @param filling fills the lines of the page
	 */
	public static void assertFilled(Path page, Function<List<String>, List<String>> filling) throws IOException {
		List<String> lines = Files.readAllLines(page);
		List<String> filled = filling.apply(lines);
		if (Boolean.getBoolean("docs.write")) {
			Files.write(page, filled);
			return;
		}
		assertThat(lines).as("run scripts/write-docs: %s is not what the code says", page)
			.containsExactlyElementsOf(filled);
	}

}
