"""What the scripts behind verbs of `cascade` share: one line of complaint, the exit codes of the program, whole files.

A script that is called by the program is told its name by `--who`, so that a complaint reads alike.
"""
import errno
import os
import pathlib
import signal
import sys
import tempfile
import traceback

USAGE, BAD_INPUT, MISSING, BUG, MEMORY, CANNOT_CREATE, IO_FAILED, FORBIDDEN = 2, 65, 66, 70, 71, 73, 74, 77
PACKAGES = {"matplotlib": "python3-matplotlib", "h5py": "python3-h5py", "numpy": "python3-numpy"}


class Refused(Exception):
    """Ends the script with this exit code and message."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def complain(who, text):
    """Each line on its own, as the program does it."""
    for line in str(text).splitlines() or [""]:
        print(f"{who}: error: {line}", file=sys.stderr)


def need(modules):
    """Refuses when a Python module is not there, naming the Debian package that brings it."""
    missing = [name for name in modules if not is_there(name)]
    if missing:
        packages = " ".join(PACKAGES[name] for name in missing)
        raise Refused(MISSING, f"{sys.executable or 'this python3'} has no module {', '.join(missing)} (Debian: apt install {packages})")


def is_there(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True


def run(who, main):
    """The exit code of `main()`, with every failure turned into one of the program's; TERM clears up before it ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return main()
    except Refused as refused:
        complain(who, refused)
        return refused.code
    except MemoryError:
        complain(who, "memory has run out")
        return MEMORY
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads: what is left to flush goes nowhere
        return IO_FAILED
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except OSError as error:
        complain(who, f"{error.filename or 'a file'}: {error.strerror or error}")
        return FORBIDDEN if isinstance(error, PermissionError) else MISSING if isinstance(error, FileNotFoundError) else IO_FAILED
    except Exception:  # the last resort
        traceback.print_exc()
        complain(who, "this is a bug; please report the lines above with the command line")
        return BUG


def write_whole(path, content):
    """Writes bytes beside `path`, to disk, and renames: an older file stands until the new one is complete."""
    path = pathlib.Path(path)
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in [content] if isinstance(content, bytes) else content:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(beside, 0o666 & ~mask)
        os.replace(beside, path)
    except BaseException as error:
        os.unlink(beside)
        if isinstance(error, OSError):
            raise cannot_write(path, error) from error
        raise


def cannot_write(path, error):
    code = {errno.EACCES: FORBIDDEN, errno.EPERM: FORBIDDEN, errno.EROFS: FORBIDDEN, errno.ENOENT: CANNOT_CREATE,
            errno.ENOTDIR: CANNOT_CREATE, errno.EISDIR: CANNOT_CREATE}.get(error.errno, IO_FAILED)
    return Refused(code, f"--output {path}: {error.strerror}")
