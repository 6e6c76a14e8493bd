"""A folder that appears whole: filled beside its name, synced, renamed. What stood there before stands until then.

An older folder is replaced only when asked for, and only if it holds nothing but files of the kinds written into such
folders: a wrong word after --output must not cost anybody their data.
"""
import contextlib
import os
import pathlib
import shutil
import tempfile

import script_manners as manners


def check_place(path, force, ours):
    """Refuses a place that is taken; `ours` says of a file name whether such folders hold it."""
    if not path.exists() and not path.is_symlink():
        return
    if not path.is_dir():
        raise manners.Refused(manners.CANNOT_CREATE, f"--output {path}: is no directory; choose another name")
    held = sorted(file for file in path.rglob("*") if file.is_symlink() or not file.is_dir())
    foreign = [file for file in held if file.is_symlink() or not ours(file.name)]
    if foreign and force:
        raise manners.Refused(manners.CANNOT_CREATE, f"--output {path}: holds {foreign[0].relative_to(path)}, which no export wrote; choose another directory")
    if held and not force:
        raise manners.Refused(manners.CANNOT_CREATE, f"--output {path}: exists and is not empty; choose another name or add --force")


def sync(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(beside, path):
    """Renames; an older folder steps aside first, and comes back when the new one cannot take its place."""
    aside = beside.with_name(beside.name + ".previous")
    if path.exists():
        os.rename(path, aside)
    try:
        os.rename(beside, path)
    except OSError:
        if aside.exists():
            os.rename(aside, path)
        raise
    sync(path.parent)
    shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def whole_folder(path, force, ours):
    """`with whole_folder(…) as beside:` the files go into `beside`."""
    path = pathlib.Path(os.path.abspath(path))
    check_place(path, force, ours)
    try:
        beside = pathlib.Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise manners.cannot_write(path, error) from error
    try:
        yield beside
        try:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(beside, 0o777 & ~mask)
            for folder, _, _ in os.walk(beside):
                sync(folder)
            put_in_place(beside, path)
        except OSError as error:
            raise manners.cannot_write(path, error) from error
    except manners.Refused as refused:
        raise manners.Refused(refused.code, str(refused).replace(str(beside), str(path))) from refused
    finally:
        shutil.rmtree(beside, ignore_errors=True)
