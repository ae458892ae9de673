package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary;
import org.jspecify.annotations.Nullable;

/**
 * A Windows job around a process and all that it starts. Windows kills the job when its
 * last handle is closed, and so when this JVM ends in any way.
 */
final class JobObject implements Guard {

	static final int EXTENDED_LIMIT_INFORMATION = 9;

	static final int KILL_ON_JOB_CLOSE = 0x2000;

	/** PROCESS_SET_QUOTA and PROCESS_TERMINATE, which the assignment requires. */
	static final int ACCESS = 0x0101;

	/** Two times of 64 bits each come before the flags. */
	private static final int FLAGS_OFFSET = 16;

	private static final int SIZE_64 = 144;

	private static final int SIZE_32 = 112;

	private static final int STATUS = 1;

	private final Api api;

	private final Pointer job;

	private boolean ended;

	private JobObject(Api api, Pointer job) {
		this.api = api;
		this.job = job;
	}

	/**
	 * Puts a running process into its own job, without those that it has started before.
	 */
	static JobObject around(Api api, long pid, int pointerBytes) throws IOException {
		Pointer job = api.CreateJobObjectW(null, null);
		if (job == null) {
			throw failure(api, "CreateJobObject");
		}
		JobObject made = new JobObject(api, job);
		try {
			byte[] limits = limits(pointerBytes);
			if (!api.SetInformationJobObject(job, EXTENDED_LIMIT_INFORMATION, limits, limits.length)) {
				throw failure(api, "SetInformationJobObject");
			}
			made.assign(pid);
			return made;
		}
		catch (IOException ex) {
			api.CloseHandle(job);
			throw ex;
		}
	}

	/** A JOBOBJECT_EXTENDED_LIMIT_INFORMATION with one flag set. */
	private static byte[] limits(int pointerBytes) {
		return ByteBuffer.allocate((pointerBytes == Long.BYTES) ? SIZE_64 : SIZE_32)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(FLAGS_OFFSET, KILL_ON_JOB_CLOSE)
			.array();
	}

	private void assign(long pid) throws IOException {
		Pointer process = this.api.OpenProcess(ACCESS, false, (int) pid);
		if (process == null) {
			throw failure(this.api, "OpenProcess");
		}
		try {
			if (!this.api.AssignProcessToJobObject(this.job, process)) {
				throw failure(this.api, "AssignProcessToJobObject");
			}
		}
		finally {
			this.api.CloseHandle(process);
		}
	}

	private static IOException failure(Api api, String function) {
		return new IOException("%s failed with Windows error %d".formatted(function, api.GetLastError()));
	}

	@Override
	public synchronized CompletableFuture<Void> end() {
		// Windows may have given a closed handle to another object.
		if (!this.ended) {
			this.ended = true;
			this.api.TerminateJobObject(this.job, STATUS);
			this.api.CloseHandle(this.job);
		}
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Functions of Windows' kernel32 for <a href=
	 * "https://learn.microsoft.com/en-us/windows/win32/procthread/job-objects">jobs</a>,
	 * by their own names.
	 */
	interface Api extends StdCallLibrary {

		@Nullable Pointer CreateJobObjectW(@Nullable Pointer attributes, @Nullable WString name);

		boolean SetInformationJobObject(Pointer job, int informationClass, byte[] information, int length);

		boolean AssignProcessToJobObject(Pointer job, Pointer process);

		boolean TerminateJobObject(Pointer job, int exitStatus);

		@Nullable Pointer OpenProcess(int access, boolean inherit, int pid);

		boolean CloseHandle(Pointer handle);

		int GetLastError();

	}

}
