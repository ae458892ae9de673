package io.github.shimmy4j.process;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** The calls of {@link JobObject} to Windows; runs on any operating system. */
class JobObjectTests {

	private static final int PID = 4711;

	@Test
	void aroundMakesAJobThatDiesWithItsHandleAndPutsTheProcessIn() throws IOException {
		RecordingJobApi api = new RecordingJobApi("");
		JobObject.around(api, PID, Long.BYTES);
		assertThat(api.calls).containsExactly("CreateJobObject null null",
				"SetInformationJobObject job 9 [16=0x00002000] of 144", "OpenProcess 0x101 false 4711",
				"AssignProcessToJobObject job process", "CloseHandle process");
	}

	@Test
	void aroundOnWindowsOf32BitsGivesAStructureOfThatSize() throws IOException {
		RecordingJobApi api = new RecordingJobApi("");
		JobObject.around(api, PID, Integer.BYTES);
		assertThat(api.calls).contains("SetInformationJobObject job 9 [16=0x00002000] of 112");
	}

	@Test
	void endKillsTheJobAndClosesItsHandleOnce() throws IOException {
		RecordingJobApi api = new RecordingJobApi("");
		JobObject job = JobObject.around(api, PID, Long.BYTES);
		api.calls.clear();
		assertThat(job.end()).isCompleted();
		assertThat(job.end()).isCompleted();
		assertThat(api.calls).containsExactly("TerminateJobObject job 1", "CloseHandle job");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CreateJobObject", "SetInformationJobObject", "OpenProcess", "AssignProcessToJobObject" })
	void aroundWhenAFunctionFailsThrowsAndLeavesNoHandleOpen(String failing) {
		RecordingJobApi api = new RecordingJobApi(failing);
		assertThatIOException().isThrownBy(() -> JobObject.around(api, PID, Long.BYTES))
			.withMessage(failing + " failed with Windows error 5");
		assertThat(api.calls.contains("CloseHandle job")).isEqualTo(!failing.equals("CreateJobObject"));
		assertThat(api.calls.contains("CloseHandle process")).isEqualTo(failing.equals("AssignProcessToJobObject"));
	}

}
