package io.github.shimmy4j.process;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Functions of Windows' kernel32 on <a href=
 * "https://learn.microsoft.com/en-us/windows/win32/procthread/job-objects">jobs</a>, by
 * their own names.
 */
interface JobApi extends StdCallLibrary {

	@Nullable Pointer CreateJobObjectW(@Nullable Pointer attributes, @Nullable WString name);

	boolean SetInformationJobObject(Pointer job, int informationClass, byte[] information, int length);

	boolean AssignProcessToJobObject(Pointer job, Pointer process);

	boolean TerminateJobObject(Pointer job, int exitStatus);

	@Nullable Pointer OpenProcess(int access, boolean inherit, int pid);

	boolean CloseHandle(Pointer handle);

	int GetLastError();

}
