package io.github.shimmy4j.documentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A page with places where tables of keys belong. The comment at a place names keys, or
 * with {@code .*} all keys below one, in the order of their rows.
 *
 * @param lines lines of the page
 */
public record KeyTables(List<String> lines) {

	public KeyTables {
		lines = List.copyOf(lines);
	}

	/**
	 * Fills the page.
	 * @param keys keys of which each must have its place
	 * @return lines of the page with a table at each place
	 */
	public List<String> filledWith(List<DocumentedKey> keys) {
		List<DocumentedKey> missing = new ArrayList<>(keys);
		List<String> filled = new GeneratedTables("keys", this.lines)
			.filledWith((named) -> table(List.of(named.split(" ")), missing));
		if (!missing.isEmpty()) {
			throw new IllegalStateException("these keys have no place; name them in a comment 'keys': "
					+ missing.stream().map(DocumentedKey::name).toList());
		}
		return filled;
	}

	/** Takes those keys out of the list that the table has. */
	private static List<String> table(List<String> patterns, List<DocumentedKey> missing) {
		List<String> table = new ArrayList<>(
				List.of("| Key | Default | Allowed | Meaning |", "| --- | --- | --- | --- |"));
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
		return table;
	}

	private static boolean matches(DocumentedKey key, String pattern) {
		return pattern.endsWith(".*") ? key.name().startsWith(pattern.substring(0, pattern.length() - 1))
				: key.name().equals(pattern);
	}

}
