package io.github.shimmy4j.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * What an examination found.
 *
 * @param status the worst of the findings
 * @param findings one for each check, always all of them, in the order in which a launch
 * would meet them
 */
public record Diagnosis(Finding.Status status, List<Finding> findings) {

	public Diagnosis {
		findings = List.copyOf(findings);
	}

	/**
	 * A diagnosis of findings.
	 * @param findings at least one
	 * @return it, as bad as its worst finding
	 */
	public static Diagnosis of(List<Finding> findings) {
		return new Diagnosis(findings.stream().map(Finding::status).max(Comparator.naturalOrder()).orElseThrow(),
				findings);
	}

	/**
	 * What a check found.
	 * @param check {@code binary}, {@code model}, {@code accelerator}, {@code ports},
	 * {@code directories}, {@code disk}, {@code memory} or {@code versions}
	 * @return the finding
	 */
	public Finding finding(String check) {
		return this.findings.stream()
			.filter((finding) -> finding.check().equals(check))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("there is no check '%s'".formatted(check)));
	}

}
