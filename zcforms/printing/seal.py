"""The door to pyHanko: PDFs are sealed by a digital signature (PAdES), and read back to see whether one is ours and whole.

A signature covers the whole file and allows no change after it. The key comes as PKCS#12, with the certificates above it, or stays in a
device that is spoken to by PKCS#11; for the demonstration an authority is made up once and kept. What strangers hand in is read in a child process.
"""

from __future__ import annotations

import io
import logging
import os
import resource
import secrets
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from zcforms.domain.errors import PrintingFailed, ZcformsError
from zcforms.supervision import ChildCrashed, ChildTimedOut, Supervised

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

logging.getLogger("pyhanko").setLevel(
    logging.CRITICAL
)  # that a stranger's signature is not ours is an answer, no news for the log
_FIELD = "Seal"
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)
_MOST_MEMORY = 1 << 30
"""Bytes of address space for reading what a stranger handed in: a few kilobytes can unfold into more than the machine has."""
_AT_ONCE = 3
"""Threads that read or wait for reading such a file; more would leave none for anybody else."""
_TEST_CA, _TEST_SIGNER = "zcforms 演示签章根证书（无法律效力）", "zcforms 演示签章（无法律效力）"


class SealKeyUnusable(ZcformsError):
    """The key to seal with is missing, or cannot be opened."""


class SealBusy(ZcformsError):
    """Too many files are being read already, or the machine has too much to do to read one in its time."""


class SealState(StrEnum):
    """What became of a file's seal. INTACT: ours, and nothing was changed since; CHANGED: the file was changed after it was signed; FOREIGN:
    signed, and not by us; UNSIGNED: no signature at all; UNREADABLE: no PDF that can be read."""

    INTACT = "intact"
    CHANGED = "changed"
    FOREIGN = "foreign"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Seal:
    """`signer`: whom the signature's certificate names; `at`: when the signer says that it was signed. Both are known of INTACT alone."""

    state: SealState
    signer: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SealKey:
    """`pkcs12`: the file's content; `demonstration`: made up here, of no legal effect; `named`: its id, "" for the one that has none."""

    pkcs12: bytes
    passphrase: bytes
    demonstration: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A key that never leaves its device. `module`: path of the device's PKCS#11 library; `token` and `label`: of the token, and of the key in
    it; `pin` "" where the token asks for none; `certificates`: PEM, the key's own first, then those above it; `named` as of `SealKey`."""

    module: str
    token: str
    label: str
    pin: str
    certificates: bytes
    demonstration: bool = False
    named: str = ""


class Sealer:
    """Seals with one key, and verifies. `key` None: there is nothing to seal with, and `named` is the id of the key that is missing, "" for the
    one that has none; `trusted`: PEM certificates that earlier seals were made with, or under. Several threads may share it. `timeout`:
    seconds for reading one file."""

    def __init__(
        self,
        key: SealKey | DeviceKey | None,
        trusted: bytes = b"",
        timeout: float = 30.0,
        named: str = "",
    ) -> None:
        self._key = key
        self._named = named
        self._trusted = trusted
        self._child = Supervised("zcforms.printing.seal:verify_strangers", timeout=timeout)
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    @property
    def demonstration(self) -> bool:
        """Whether the seals are of no legal effect."""
        return self._key is not None and self._key.demonstration

    def seal(self, pdf: bytes, *, reason: str, more: bool = False) -> bytes:
        """The PDF, signed; each time it is asked the bytes differ. `more`: another seal will be put beside this one, and nothing else may change. What bears
        one already is sealed beside it.

        Raises:
            SealKeyUnusable: no key, or one that cannot be opened. PrintingFailed: the PDF cannot be signed.
        """
        if isinstance(self._key, DeviceKey):
            return self._sealed_by_device(pdf, reason, more)
        with self._lock:
            signer = self._signer
        return _signed(signer, pdf, reason, more)

    def _sealed_by_device(self, pdf: bytes, reason: str, more: bool) -> bytes:
        """One at a time, in one session that is kept; after a fault the next seal opens another, as the device may have been away."""
        with self._lock:
            try:
                return _signed(self._signer, pdf, reason, more)
            except PrintingFailed:
                self._leave_device()
                raise

    def _leave_device(self) -> None:
        signer = self.__dict__.pop("_signer", None)
        with suppress(Exception):  # a device that is gone cannot be taken leave of
            signer.pkcs11_session.close()

    def verify(self, pdf: bytes, roots: Sequence[bytes] | None = None) -> Seal:
        """`verify` in a child, against the certificates of this key, or those of another: a file that a reader chokes on is UNREADABLE.

        Raises:
            SealBusy: others' files are being read, or this one took too long; of a good file nothing wrong is said then.
        """
        if not self._turns.acquire(blocking=False):
            raise SealBusy
        try:
            found: Seal = self._child.call(pdf, self.roots if roots is None else tuple(roots))
        except ChildTimedOut as error:
            raise SealBusy from error
        except ChildCrashed:
            return Seal(SealState.UNREADABLE)
        finally:
            self._turns.release()
        return found

    @cached_property
    def roots(self) -> tuple[bytes, ...]:
        """DER certificates: what is signed with one of them, or under it, is ours. Of the key only its own: under the authority that certified
        us, others sign too."""
        earlier = x509.load_pem_x509_certificates(self._trusted) if self._trusted else []
        return (*_own(self._key), *(each.public_bytes(Encoding.DER) for each in earlier))

    def close(self) -> None:
        self._child.close()
        if isinstance(self._key, DeviceKey):
            with self._lock:
                self._leave_device()

    @cached_property
    def _signer(self) -> Signer:
        if self._key is None:
            raise SealKeyUnusable(_NO_KEY.format(place=_place(self._named, "key")))
        if isinstance(self._key, DeviceKey):
            return _device_signer(self._key)
        from pyhanko.sign.signers import SimpleSigner  # slow to import, and most processes never sign

        try:
            key = self._key
            signer: Signer = SimpleSigner.load_pkcs12_data(key.pkcs12, [], key.passphrase)
        except ValueError as error:
            raise _cannot_open(key) from error
        return signer


_NO_KEY = "还没有配置电子签章的密钥（{place}），证书暂时不能盖章。"
_CANNOT_OPEN = "电子签章的密钥文件无法打开，请核对 {place}。"
_NO_LIBRARY = "电子签章设备需要 PKCS#11 支持，请安装 zcforms[pkcs11]。"
_NO_DEVICE = "电子签章设备无法打开（{reason}），请核对 {place} 和口令。"
_NO_CERTIFICATES = "电子签章设备的证书无法读取，请核对 {place}。"


def _place(named: str, *settings: str) -> str:
    """Where an operator finds them set."""
    if named:
        return f"ZCFORMS_SEAL_KEYS 文件中 [{named}] 的 {'、'.join(settings)}"
    return "、".join(f"ZCFORMS_SEAL_{each.upper()}" for each in settings)


def _cannot_open(key: SealKey) -> SealKeyUnusable:
    return SealKeyUnusable(_CANNOT_OPEN.format(place=_place(key.named, "key", "passphrase")))


def _device_signer(key: DeviceKey) -> Signer:
    from asn1crypto.x509 import Certificate  # slow, as above

    try:
        from pyhanko.config.pkcs11 import TokenCriteria  # slow, as above
        from pyhanko.sign import pkcs11  # its own library is an extra, and most processes never sign
    except ImportError as error:
        raise SealKeyUnusable(_NO_LIBRARY) from error
    own, *above = [Certificate.load(each) for each in _chain(key)]
    with ExitStack() as opened:
        try:
            token = TokenCriteria(label=key.token)
            session = pkcs11.open_pkcs11_session(key.module, token_criteria=token, user_pin=key.pin or None)
            opened.callback(session.close)
            # the raw mechanism is what every device has: the digest is made here
            signer = pkcs11.PKCS11Signer(
                session, signing_cert=own, ca_chain=above, key_label=key.label, use_raw_mechanism=True
            )
            _ = signer.signing_cert  # looks for the key, so that a wrong label is told as such
        except Exception as error:  # each device's library raises its own
            place = _place(key.named, "module", "token", "label")
            reason = str(error) or type(error).__name__
            raise SealKeyUnusable(_NO_DEVICE.format(reason=reason, place=place)) from error
        opened.pop_all()
    return signer


def _chain(key: DeviceKey) -> list[bytes]:
    """DER: the key's own certificate, then those above it."""
    unreadable = SealKeyUnusable(_NO_CERTIFICATES.format(place=_place(key.named, "certificates")))
    try:
        found = x509.load_pem_x509_certificates(key.certificates)
    except ValueError as error:
        raise unreadable from error
    if not found:
        raise unreadable
    return [each.public_bytes(Encoding.DER) for each in found]


def _signed(signer: Signer, pdf: bytes, reason: str, more: bool) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # slow, as above
    from pyhanko.sign import fields, signers  # slow, as above

    # only the first signature may say what is allowed afterwards: nothing, or that fields for further ones are signed
    allowed = fields.MDPPerm.FILL_FORMS if more else fields.MDPPerm.NO_CHANGES
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        before = len(writer.prev.embedded_regular_signatures)
        wanted = signers.PdfSignatureMetadata(
            field_name=f"{_FIELD}{before + 1}" if before else _FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=not before,
            docmdp_permissions=allowed,
            reason=reason,
        )
        made = signers.sign_pdf(writer, wanted, signer=signer)
    except (
        Exception
    ) as error:  # the library raises what it likes; without a signature there is no certificate
        raise PrintingFailed(f"电子签章未能完成（{type(error).__name__}），系统会再试。") from error
    return bytes(made.getvalue())


def _own(key: SealKey | DeviceKey | None) -> list[bytes]:
    """The key's certificate; none where there is no key."""
    if key is None:
        return []
    if isinstance(key, DeviceKey):
        return _chain(key)[:1]
    try:
        _, own, _ = pkcs12.load_key_and_certificates(key.pkcs12, key.passphrase)
    except ValueError as error:
        raise _cannot_open(key) from error
    return [own.public_bytes(Encoding.DER)] if own else []


def verify_strangers(pdf: bytes, roots: Sequence[bytes]) -> Seal:
    """`verify` in a process that has nothing else to do, and may not take the machine's memory."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, most))
    return verify(pdf, roots)


def verify(pdf: bytes, roots: Sequence[bytes]) -> Seal:
    """What became of the file's seal; `roots`: DER certificates of ours. Everything is decided from the bytes: nothing is fetched."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # slow to import, and most processes never verify

    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    except Exception:  # a hostile file breaks the reader in ways without end
        return Seal(SealState.UNREADABLE)
    if not signatures:
        return Seal(SealState.UNSIGNED)
    try:
        last = _verdict(signatures[-1], roots)
        # what is ours stands last, over everything; where it does not, somebody has added something
        return (
            last if last.state is SealState.INTACT or len(signatures) == 1 else _verdict(signatures[0], roots)
        )
    except Exception:  # a signature that cannot even be read is none that was made here
        return Seal(SealState.CHANGED)


def _verdict(signature: Any, roots: Sequence[bytes]) -> Seal:
    from asn1crypto.x509 import Certificate  # slow, as above
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # slow, as above
    from pyhanko_certvalidator import ValidationContext  # slow, as above

    at: datetime | None = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=[Certificate.load(each) for each in roots], allow_fetching=False, moment=at
    )
    status = validate_pdf_signature(signature, context)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole):
        return Seal(SealState.CHANGED)
    if not status.trusted:
        return Seal(SealState.FOREIGN)
    return Seal(SealState.INTACT, str(status.signing_cert.subject.native.get("common_name", "")), at)


# -- the demonstration's authority ------------------------------------------------------------------------------------


def demonstration_key(folder: Path, named: str = "") -> SealKey:
    """A key under an authority of its own, made once for each name and kept in the folder, readable by its owner alone; two processes that
    start at once agree on one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / f"seal-demonstration{named and f'-{named}'}.p12"
    if not kept.exists():
        made = folder / f".seal-{secrets.token_hex(8)}"
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_test_pkcs12(named))
        try:
            os.link(made, kept)
        except FileExistsError:
            return demonstration_key(folder, named)  # another process was first: its key counts
        finally:
            made.unlink()
    return SealKey(kept.read_bytes(), _TEST_PASSPHRASE, demonstration=True, named=named)


_TEST_PASSPHRASE = b"demonstration"
"""No secret: the file lies beside it, and what it signs has no effect."""


def _test_pkcs12(named: str) -> bytes:
    signer = f"{_TEST_SIGNER}{named and f' {named}'}"
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _certificate(_TEST_CA, root.public_key(), _TEST_CA, root, is_ca=True)
    own = _certificate(signer, key.public_key(), _TEST_CA, root, is_ca=False)
    sealed = BestAvailableEncryption(_TEST_PASSPHRASE)
    return pkcs12.serialize_key_and_certificates(signer.encode(), key, own, [ca], sealed)


def _certificate(
    subject: str, public: Any, issuer: str, root: ec.EllipticCurvePrivateKey, *, is_ca: bool
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=not is_ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )
    builder = x509.CertificateBuilder(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]),
        public,
        x509.random_serial_number(),
        _FROM,
        _UNTIL,
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key())
    return builder.add_extension(above, critical=False).sign(root, hashes.SHA256())
