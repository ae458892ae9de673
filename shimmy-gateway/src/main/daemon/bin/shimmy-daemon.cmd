@echo off
rem Usage: shimmy-daemon [--shimmy.KEY=VALUE]...
rem        shimmy-daemon --make-archive
rem
rem Runs the daemon of shimmy4j. It starts in about half the time with an archive of its classes, which
rem --make-archive makes for this Java. Make it anew after an update of Java.
rem
rem   JAVA_HOME           the Java to use, 17 or newer; that of the PATH if unset
rem   SHIMMY4J_JAVA_OPTS  more options of the JVM, separated by spaces; they win over those of this script
rem   SHIMMY4J_HOME       where all files of shimmy4j are

setlocal
for %%i in ("%~dp0..") do set "root=%%~fi"
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"

set "version="
for /f "tokens=2 delims==" %%v in ('""%java%" -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.specification.version ="" 2^>nul') do set "version=%%v"
if not defined version (
  echo shimmy-daemon: Java 17 or newer is needed, and "%java%" does not run. Install one, or set JAVA_HOME. 1>&2
  exit /b 1
)
set "version=%version: =%"
rem Java 8 calls itself 1.8.
if "%version:~0,2%"=="1." set "version=1"
if %version% LSS 17 (
  echo shimmy-daemon: Java 17 or newer is needed, and "%java%" is Java %version%. Install one, or set JAVA_HOME. 1>&2
  exit /b 1
)

rem The same as in shimmy-daemon, which has the reasons.
set "options=-XX:+IgnoreUnrecognizedVMOptions -Xmx384m -Xms48m -Xmn24m -XX:SurvivorRatio=2 -XX:CompileThresholdScaling=4 -XX:CICompilerCount=2"
echo %SHIMMY4J_JAVA_OPTS% | findstr /r /c:"-XX:+Use.*GC" >nul || set "options=%options% -XX:+UseSerialGC"

set "archive=%root%\archives\%version%"
rem The paths stay outside of blocks, which a ) in them would end.
set "making=-XX:ArchiveClassesAtExit="
set "using=-Xshare:auto"
set "file=-XX:SharedArchiveFile="
if %version% GEQ 25 (
  set "making=-XX:AOTCacheOutput="
  set "using=-XX:AOTMode=auto -Xlog:aot*=off"
  set "file=-XX:AOTCache="
)

if "%~1"=="--make-archive" goto make
if exist "%archive%" goto archived
"%java%" %options% %SHIMMY4J_JAVA_OPTS% -jar "%root%\lib\shimmy-daemon.jar" %*
exit /b %errorlevel%

:archived
"%java%" %options% %using% "%file%%archive%" -XX:+VerifySharedSpaces -Xlog:cds*=off %SHIMMY4J_JAVA_OPTS% -jar "%root%\lib\shimmy-daemon.jar" %*
exit /b %errorlevel%

:make
set "work=%root%\archives\making"
if exist "%work%" rmdir /s /q "%work%"
mkdir "%work%" || exit /b 1
>"%work%\training.gguf" echo GGUF
set "SHIMMY4J_HOME=%work%\home"
"%java%" %options% %SHIMMY4J_JAVA_OPTS% "%making%%work%\new" -cp "%root%\lib\shimmy-daemon.jar" io.github.shimmy4j.gateway.boot.ArchiveTraining "%work%\training.gguf" >"%work%.log" 2>&1
set "status=%errorlevel%"
rem In one step: a JVM 17 dies of an archive that was cut off.
if %status%==0 move /y "%work%\new" "%archive%" >nul
rmdir /s /q "%work%"
if not %status%==0 (
  if exist "%archive%" del /f "%archive%"
  echo shimmy-daemon: no archive could be made, see "%work%.log". The daemon works without it, and starts slower. 1>&2
  exit /b 1
)
echo shimmy-daemon: made %archive% 1>&2
