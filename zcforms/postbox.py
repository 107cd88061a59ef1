"""The door to the mail server (SMTP), step by step, so that it is known whether a letter was taken over or not.

A letter is taken over when the server has answered its last line. Before that it can be tried again; where the answer to the last line is
lost nobody knows, and it must not be sent again.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import formataddr, formatdate, make_msgid

_SECONDS = 20.0
_TAKEN = 250


class NotSent(Exception):
    """The server did not take it over: it can be tried again later."""


class Refused(Exception):
    """The server will never take it over: there is no such mailbox."""


class Unclear(Exception):
    """The connection was lost while the server answered the last line."""


@dataclass(frozen=True, slots=True)
class Postbox:
    """Where letters are handed over. `security`: starttls, tls or none; `sender`: the address that they come from, `name` what stands
    before it."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    name: str

    def send(self, to: str, subject: str, text: str) -> None:
        """Raises `NotSent`, `Refused`, `Unclear`."""
        letter = self._letter(to, subject, text)
        with self._server() as server:
            _hold(server.mail(self.sender), "MAIL FROM")
            _hold(server.rcpt(to), "RCPT TO", final=True)
            try:
                answer = server.data(letter)
            except smtplib.SMTPDataError as error:  # it was refused before the first line
                raise NotSent(f"DATA: {error.smtp_code}") from error
            except (smtplib.SMTPException, OSError) as error:
                raise Unclear(type(error).__name__) from error
            _hold(answer, "DATA")

    def _letter(self, to: str, subject: str, text: str) -> bytes:
        letter = EmailMessage(policy=WIRE)
        try:
            letter["From"] = formataddr((self.name, self.sender))
            letter["To"] = to
        except (ValueError, UnicodeError) as error:
            raise Refused("no address") from error
        letter["Subject"] = subject
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text, cte="base64")
        return letter.as_bytes()

    @contextlib.contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """Greeted, encrypted and logged in as configured; never in the clear where that was not asked for."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"{type(error).__name__}: {self.host}:{self.port}") from error
        try:
            yield server
        except UnicodeError as error:  # an address that no server without SMTPUTF8 takes
            raise Refused("no address") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from error
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):  # the letter's fate is known by now
                server.quit()

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            server.ehlo()
            if self.security == "starttls":
                server.starttls(context=context)
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _hold(answer: tuple[int, bytes], step: str, *, final: bool = False) -> None:
    """`final`: a 5xx says that there is no such mailbox, and will say so again."""
    code, words = answer
    if code in (_TAKEN, 251):
        return
    said = f"{step}: {code} {words.decode(errors='replace')[:200]}"
    raise Refused(said) if final and code >= 500 else NotSent(said)
