package io.github.shimmy4j.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * Result of an examination.
 *
 * @param status the worst status of the findings
 * @param findings a finding for each check, in the order in which a launch needs them
 */
public record Diagnosis(Finding.Status status, List<Finding> findings) {

	public Diagnosis {
		findings = List.copyOf(findings);
	}

	/**
	 * Makes a diagnosis from findings.
	 * @param findings at least one
	 * @return a diagnosis with the worst status of the findings
	 */
	public static Diagnosis of(List<Finding> findings) {
		return new Diagnosis(findings.stream().map(Finding::status).max(Comparator.naturalOrder()).orElseThrow(),
				findings);
	}

	/**
	 * Finding of a check.
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
