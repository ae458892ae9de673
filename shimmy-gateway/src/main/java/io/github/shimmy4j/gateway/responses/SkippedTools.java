package io.github.shimmy4j.gateway.responses;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.text.PrintableLogger;
import org.springframework.http.HttpHeaders;

/** Tells which offered tools are skipped: each response, and once the log. */
final class SkippedTools {

	static final String HEADER = "X-Skipped-Tools";

	private static final PrintableLogger logger = PrintableLogger.of(SkippedTools.class);

	/** The types are those of a table, so they are few. */
	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	void tell(List<String> types, HttpHeaders headers) {
		if (types.isEmpty()) {
			return;
		}
		headers.set(HEADER, String.join(", ", types));
		for (String type : types) {
			if (this.logged.add(type)) {
				logger.info("Requests offer tools that no local model can use, which are skipped: {}", type);
			}
		}
	}

}
