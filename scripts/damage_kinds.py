"""What can be wrong with a graph file: bits and cuts, as a disk does it, and structures that another program could have made.

`damage(path, draw)` changes the file and returns what it did, in words. Every change may make the file unusable; one that
leaves its meaning alone (a bit that nothing reads, a list stored elsewhere) must leave the answer alone too.
"""
import json
import shutil

import h5py
import numpy


def datasets_of(file):
    """Names of all datasets, sorted."""
    found = []
    file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None)
    return sorted(found)


def rewrite(file, name, values, **how):
    """Puts other values in the place of a dataset; its attributes stay, as does what the file says of it elsewhere."""
    attributes = dict(file[name].attrs)
    del file[name]
    made = file.create_dataset(name, data=values, **how)
    for key, value in attributes.items():
        made.attrs[key] = value


def flip(path, draw):
    changed = bytearray(path.read_bytes())
    bits = sorted(draw.sample(range(8 * len(changed)), draw.choice((1, 1, 1, 2, 8))))
    for bit in bits:
        changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)
    return "bits " + " ".join(f"{bit // 8}.{bit % 8}" for bit in bits) + " flipped"


def cut(path, draw):
    content = path.read_bytes()
    length = draw.randrange(len(content))
    path.write_bytes(content[:length])
    return f"cut to {length} bytes"


def move_bytes(path, draw):
    """Two pieces of the file change places, wherever they lie."""
    changed = bytearray(path.read_bytes())
    length = draw.choice((1, 4, 8, 64, 512))
    first, second = (draw.randrange(len(changed) - length) for _ in range(2))
    if abs(first - second) >= length:
        here, there = changed[first:first + length], changed[second:second + length]
        changed[first:first + length], changed[second:second + length] = there, here
    path.write_bytes(changed)
    return f"{length} bytes at {first} and {second} exchanged"


def swap_sections(path, draw):
    """Two datasets change names, or only what they hold."""
    with h5py.File(path, "r+") as file:
        first, second = draw.sample(datasets_of(file), 2)
        if draw.random() < 0.5:
            file.move(first, "between")
            file.move(second, first)
            file.move("between", second)
            return f"{first} and {second} exchanged"
        values = file[first][()], file[second][()]
        rewrite(file, first, values[1])
        rewrite(file, second, values[0])
        return f"values of {first} and {second} exchanged"


def lie_about_size(path, draw):
    """A dataset of another length, or a description that tells of other sizes."""
    with h5py.File(path, "r+") as file:
        if draw.random() < 0.5:
            name = draw.choice(datasets_of(file))
            values = file[name][()]
            size = draw.choice((0, 1, values.size - 1, values.size + 1, 2 * values.size))
            rewrite(file, name, numpy.resize(values, size) if size else values[:0])
            return f"{name} has {size} values"
        said = json.loads(file.attrs["binsparse"])
        inner = said["binsparse"]
        lie = draw.choice((0, 1, -1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**64, 10**30, "120", None, 0.5))
        if draw.random() < 0.5:
            inner["shape"][draw.randrange(2)] = lie
            what = "shape"
        else:
            what = "number_of_stored_values"
            inner[what] = lie
        file.attrs["binsparse"] = json.dumps(said)
        return f"{what} said to be {lie}"


def describe_otherwise(path, draw):
    """One attribute of the file or of a dataset is gone or tells something else."""
    with h5py.File(path, "r+") as file:
        places = [(item, key) for item in (file, *(file[name] for name in datasets_of(file))) for key in item.attrs]
        item, key = draw.choice(sorted(places, key=lambda place: (place[0].name, place[1])))
        where = f"attribute {key} of {item.name}"
        if draw.random() < 0.3:
            del item.attrs[key]
            return f"{where} gone"
        lie = draw.choice((0, -1, 2**63 - 1, 0.5, "", "yes", "{}", "ffffffffffffffffffffffffffffffff", numpy.arange(3), h5py.Empty("f8")))
        del item.attrs[key]
        item.attrs[key] = lie
        return f"{where} said to be {lie!r}"


def link(path, draw):
    """A dataset or group is somewhere else: behind a soft, hard or external link, which may lead nowhere or in a circle."""
    with h5py.File(path, "r+") as file:
        groups = [name for name in file if isinstance(file[name], h5py.Group)]
        name = draw.choice(datasets_of(file) + groups)
        kind = draw.choice(("soft", "hard", "external", "dangling", "circle", "other"))
        if kind in ("soft", "hard"):
            file.move(name, "elsewhere")
            file[name] = h5py.SoftLink("/elsewhere") if kind == "soft" else file["elsewhere"]
        else:
            others = [other for other in datasets_of(file) if other != name and not other.startswith(name + "/")]
            other = draw.choice(others)
            if kind == "external":
                shutil.copy(path, path.with_suffix(".other"))
            del file[name]
            file[name] = {"external": lambda: h5py.ExternalLink(path.with_suffix(".other").name, "/" + name), "dangling": lambda: h5py.SoftLink("/nowhere"),
                          "circle": lambda: h5py.SoftLink("/" + name), "other": lambda: file[other]}[kind]()
        return f"{name} is a link: {kind}"


def store_otherwise(path, draw):
    """The values of a dataset behind a filter, in pieces, or as another type."""
    with h5py.File(path, "r+") as file:
        name = draw.choice(datasets_of(file))
        values = file[name][()]
        ways = {"gzip": dict(compression="gzip"), "lzf": dict(compression="lzf"), "shuffle": dict(shuffle=True, compression="gzip"),
                "fletcher32": dict(fletcher32=True), "chunks": dict(chunks=(max(1, values.size // 3),)), "resizable": dict(maxshape=(None,)),
                "scaleoffset": dict(scaleoffset=0 if values.dtype.kind in "iu" else 4)}
        types = [">u4", "<u8", "<i8", "<f8", "<f4", ">i8", "<i2", "S4"]
        way = draw.choice([*ways, *types, "rows"])
        if way in ways:
            rewrite(file, name, values, **ways[way])
        elif way == "rows":
            rewrite(file, name, values.reshape(1, -1))
        else:
            rewrite(file, name, values.astype(way))
        return f"{name} stored as {way}"


KINDS = (flip, flip, flip, cut, move_bytes, swap_sections, lie_about_size, describe_otherwise, link, store_otherwise)


def damage(path, draw):
    """Changes the file in one way, drawn; returns the way in words."""
    return draw.choice(KINDS)(path, draw)
