"""The keys that certificates are sealed with, as the settings have them: one without an id, and one for each id that authorities name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from zcforms.documents.nearest import remedy_for
from zcforms.domain.authority import Authority, Issuing
from zcforms.printing.seal import DeviceKey, Sealer, SealKey, SealKeyUnusable, demonstration_key
from zcforms.settings import Settings

_UNREADABLE = "电子签章的文件无法读取：{file}。"
_NO_TOML = "ZCFORMS_SEAL_KEYS 的文件 {file} 不是 TOML：{reason}。请按 docs/settings.md 的样子改正。"
_NO_TABLE = "ZCFORMS_SEAL_KEYS 的文件 {file} 中，“{name}”应是一节（[{name}]），每项的值写成带引号的文字。"
_STRANGE = "ZCFORMS_SEAL_KEYS 的文件 {file} 中，[{name}] 没有“{given}”这一项。{remedy}"
_INCOMPLETE = "ZCFORMS_SEAL_KEYS 的文件 {file} 中，[{name}] 要么写 key，要么写 module、token、label 和 certificates，两种只写一种。"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one key is: the settings `seal_<name>`, or the same names in a table of the file. Paths are absolute, or begin in `folder`."""

    key: str = ""
    passphrase: str = ""
    module: str = ""
    token: str = ""
    label: str = ""
    pin: str = ""
    pin_file: str = ""
    certificates: str = ""
    trusted: str = ""

    @property
    def complete(self) -> bool:
        device = (self.module, self.token, self.label, self.certificates)
        return all(device) and not self.key if self.module else bool(self.key)


def default_sealer(settings: Settings) -> Sealer:
    """What is sealed with where an authority names no key; the demonstration makes one up the first time. Raises `SealKeyUnusable`."""
    place = _Place(
        settings.seal_key,
        settings.seal_passphrase.get_secret_value(),
        settings.seal_module,
        settings.seal_token,
        settings.seal_label,
        settings.seal_pin.get_secret_value(),
        settings.seal_pin_file,
        settings.seal_certificates,
        settings.seal_trusted,
    )
    if place.complete or not settings.demo:
        return _sealer(place, "", Path())
    return Sealer(demonstration_key(settings.var / "keys"), _read(place.trusted, Path()))


def named_sealers(
    settings: Settings, authorities: Iterable[Authority], committees: Iterable[Issuing] = ()
) -> dict[str, Sealer]:
    """Id of a key -> what is sealed with it. An id that no authority and no plan names is no fault; one that is named and not there has nothing to seal
    with, except in the demonstration. Raises `SealKeyUnusable`: the file, or one that it names, cannot be read."""
    file = Path(settings.seal_keys)
    given = _tables(file) if settings.seal_keys else {}
    made = {name: _sealer(place, name, file.parent) for name, place in given.items()}
    named = {each.key for each in authorities if each.sealed and each.key}
    named |= {each.key for each in committees if each.key}
    for name in named - made.keys():
        key = demonstration_key(settings.var / "keys", name) if settings.demo else None
        made[name] = Sealer(key, named=name)
    return made


def _tables(file: Path) -> dict[str, _Place]:
    try:
        content = tomllib.loads(_read(str(file), Path()).decode("utf-8"))
    except ValueError as error:
        raise SealKeyUnusable(_NO_TOML.format(file=file, reason=error)) from error
    return {name: _place(file, name, table) for name, table in content.items()}


def _place(file: Path, name: str, table: object) -> _Place:
    if not isinstance(table, Mapping) or not all(isinstance(each, str) for each in table.values()):
        raise SealKeyUnusable(_NO_TABLE.format(file=file, name=name))
    known = [each.name for each in fields(_Place)]
    for given in table:
        if given not in known:
            raise SealKeyUnusable(
                _STRANGE.format(file=file, name=name, given=given, remedy=remedy_for(given, known))
            )
    place = _Place(**table)
    if not place.complete:
        raise SealKeyUnusable(_INCOMPLETE.format(file=file, name=name))
    return place


def _sealer(place: _Place, name: str, folder: Path) -> Sealer:
    return Sealer(_key(place, name, folder), _read(place.trusted, folder), named=name)


def _key(place: _Place, name: str, folder: Path) -> SealKey | DeviceKey | None:
    if place.key:
        return SealKey(_read(place.key, folder), place.passphrase.encode(), named=name)
    if not place.module:
        return None
    pin = _read(place.pin_file, folder).decode("utf-8").strip() or place.pin
    certificates = _read(place.certificates, folder)
    return DeviceKey(place.module, place.token, place.label, pin, certificates, named=name)


def _read(path: str, folder: Path) -> bytes:
    """Nothing where no path is given."""
    try:
        return (folder / path).read_bytes() if path else b""
    except OSError as error:
        raise SealKeyUnusable(_UNREADABLE.format(file=folder / path)) from error
