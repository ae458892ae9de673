package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Names of which no two are the same. One that is taken is preceded by as many of the
 * file's directories as it takes, so that it stays the same when other files come.
 */
final class UniqueNames {

	private final Set<String> taken;

	UniqueNames(Collection<String> reserved) {
		this.taken = new HashSet<>(reserved);
	}

	String claim(String wanted, Path file) {
		String name = wanted;
		Path folder = file.getParent();
		while (!this.taken.add(name) && folder != null && folder.getFileName() != null) {
			name = folder.getFileName() + "/" + name;
			folder = folder.getParent();
		}
		return name;
	}

}
