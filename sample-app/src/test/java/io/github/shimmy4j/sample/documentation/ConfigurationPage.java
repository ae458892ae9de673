package io.github.shimmy4j.sample.documentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page written by hand, with places where tables of keys belong. Such a place begins
 * with a comment that names keys, or with {@code .*} all keys below one, in the order of
 * their rows; what lies between that comment and the next that ends it is replaced.
 *
 * @param lines lines of the page
 */
record ConfigurationPage(List<String> lines) {

	private static final Pattern BEGIN = Pattern.compile("<!-- keys: (.+) -->");

	private static final String END = "<!-- end of keys -->";

	/** The page with a table at each place. */
	List<String> filledWith(List<DocumentedKey> keys) {
		List<DocumentedKey> missing = new ArrayList<>(keys);
		List<String> filled = new ArrayList<>();
		boolean inTable = false;
		for (String line : this.lines) {
			Matcher begin = BEGIN.matcher(line);
			inTable = inTable && !line.equals(END);
			if (!inTable) {
				filled.add(line);
			}
			if (begin.matches()) {
				inTable = true;
				filled.addAll(table(List.of(begin.group(1).split(" ")), missing));
			}
		}
		if (!missing.isEmpty()) {
			throw new IllegalStateException("these keys have no place; name them in a comment 'keys': "
					+ missing.stream().map(DocumentedKey::name).toList());
		}
		return filled;
	}

	/** Takes those keys out of the list that the table has. */
	private static List<String> table(List<String> patterns, List<DocumentedKey> missing) {
		List<String> table = new ArrayList<>(
				List.of("", "| Key | Default | Allowed | Meaning |", "| --- | --- | --- | --- |"));
		for (String pattern : patterns) {
			List<DocumentedKey> chosen = missing.stream()
				.filter((key) -> matches(key, pattern))
				.sorted(Comparator.comparing(DocumentedKey::name))
				.toList();
			if (chosen.isEmpty()) {
				throw new IllegalStateException("there is no key '%s', or it has a place already".formatted(pattern));
			}
			missing.removeAll(chosen);
			chosen.forEach((key) -> table.add(key.row()));
		}
		table.add("");
		return table;
	}

	private static boolean matches(DocumentedKey key, String pattern) {
		return pattern.endsWith(".*") ? key.name().startsWith(pattern.substring(0, pattern.length() - 1))
				: key.name().equals(pattern);
	}

}
