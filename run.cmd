@echo off
rem Start Unslump from a clone on Windows: run ARGS is unslump ARGS, run test runs the checks and the tests.
rem The same as ./run does elsewhere; see there for the reasons.
setlocal
set "HERE=%~dp0"
set "VENV=%HERE%.venv"
set "PY=%VENV%\Scripts\python.exe"
set "PYTHONPATH=%HERE%src"
set "PYTHONUTF8=1"
set "PYTHONDONTWRITEBYTECODE="

if /i "%~1"=="test" goto test
if /i "%~1 %~2 %~3"=="setup desktop " goto setup_desktop
if /i "%~1 %~2"=="setup camera" goto setup_camera
if /i "%~1 %~2 %~3"=="setup spine " goto setup_spine
call :ensure core || exit /b 2
if exist "%VENV%\installed-desktop.lock" call :ensure desktop || exit /b 2
if exist "%VENV%\installed-camera.lock" call :ensure camera || exit /b 2
if exist "%VENV%\installed-spine.lock" call :ensure spine || exit /b 2
"%PY%" -m unslump %*
exit /b %ERRORLEVEL%

:setup_desktop
call :ensure desktop || exit /b 2
echo The tray icon and the break windows are set up. Turn them on in the settings: tray, and windows for break_show. 1>&2
exit /b 0

:setup_camera
call :ensure camera || exit /b 2
"%PY%" -m unslump camera setup %3 %4 %5 %6 %7 %8 %9
exit /b %ERRORLEVEL%

:setup_spine
call :ensure spine || exit /b 2
echo What runs a spine model is set up: analyse takes --spine-model now. It goes with the camera coach (run.cmd setup camera). 1>&2
exit /b 0

:test
call :ensure dev || exit /b 2
pushd "%HERE%"
set "FAILED=0"
if "%~2"=="" (
    "%PY%" -m ruff check . || set "FAILED=1"
    "%PY%" -m mypy || set "FAILED=1"
)
set "ROWS="
if "%~2"=="" set "ROWS=--numprocesses 2 --dist loadfile --no-loadscope-reorder"
"%PY%" -m pytest %ROWS% %2 %3 %4 %5 %6 %7 %8 %9 || set "FAILED=1"
popd
exit /b %FAILED%

:ensure
set "LOCK=%HERE%requirements\%1.lock"
set "STAMP=%VENV%\installed-%1.lock"
if exist "%PY%" if exist "%STAMP%" fc /b "%LOCK%" "%STAMP%" >nul 2>&1 && exit /b 0
echo Setting up in %VENV% (once). 1>&2
where uv >nul 2>&1 && goto with_uv
if exist "%PY%" goto with_pip
where py >nul 2>&1 && (py -3 -m venv "%VENV%") || (python -m venv "%VENV%")
if not exist "%PY%" (
    echo Unslump needs uv, or Python 3.11 or newer. Install one of them, then run this again. 1>&2
    exit /b 2
)
:with_pip
"%PY%" -c "import sys; sys.exit(sys.version_info < (3, 11))" || (
    echo Unslump needs uv, or Python 3.11 or newer. Install one of them, delete .venv, then run this again. 1>&2
    exit /b 2
)
"%PY%" -m pip install --quiet --disable-pip-version-check --require-hashes -r "%LOCK%" || exit /b 2
goto stamped
:with_uv
if not exist "%PY%" uv venv --quiet --python ">=3.11" "%VENV%" || exit /b 2
uv pip install --quiet --python "%PY%" --require-hashes -r "%LOCK%" || exit /b 2
:stamped
copy /y "%LOCK%" "%STAMP%" >nul
exit /b 0
