package io.github.shimmy4j.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.sun.jna.Pointer;
import com.sun.jna.WString;

/** Records the calls to Windows; one function may fail. */
final class RecordingJobApi implements JobObject.Api {

	static final Pointer JOB = new Pointer(71);

	static final Pointer PROCESS = new Pointer(72);

	private static final int ACCESS_DENIED = 5;

	final List<String> calls = new ArrayList<>();

	private final String failing;

	RecordingJobApi(String failing) {
		this.failing = failing;
	}

	@Override
	public Pointer CreateJobObjectW(Pointer attributes, WString name) {
		return record("CreateJobObject", attributes + " " + name) ? JOB : null;
	}

	@Override
	public boolean SetInformationJobObject(Pointer job, int informationClass, byte[] information, int length) {
		List<String> set = new ArrayList<>();
		ByteBuffer bytes = ByteBuffer.wrap(information).order(ByteOrder.LITTLE_ENDIAN);
		for (int offset = 0; offset < length; offset += Integer.BYTES) {
			if (bytes.getInt(offset) != 0) {
				set.add(offset + "=0x" + HexFormat.of().toHexDigits(bytes.getInt(offset)));
			}
		}
		return record("SetInformationJobObject", name(job) + " " + informationClass + " " + set + " of " + length);
	}

	@Override
	public boolean AssignProcessToJobObject(Pointer job, Pointer process) {
		return record("AssignProcessToJobObject", name(job) + " " + name(process));
	}

	@Override
	public boolean TerminateJobObject(Pointer job, int exitStatus) {
		return record("TerminateJobObject", name(job) + " " + exitStatus);
	}

	@Override
	public Pointer OpenProcess(int access, boolean inherit, int pid) {
		return record("OpenProcess", "0x" + Integer.toHexString(access) + " " + inherit + " " + pid) ? PROCESS : null;
	}

	@Override
	public boolean CloseHandle(Pointer handle) {
		return record("CloseHandle", name(handle));
	}

	@Override
	public int GetLastError() {
		return ACCESS_DENIED;
	}

	private boolean record(String function, String arguments) {
		this.calls.add(function + " " + arguments);
		return !function.equals(this.failing);
	}

	private static String name(Pointer handle) {
		return (handle == JOB) ? "job" : "process";
	}

}
