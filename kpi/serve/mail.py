"""One letter through one mail server. The password comes from the environment and is told to nobody."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage

from kpi.acts.dispatch import MailServer

SECRET = "KPI_MAIL_PASSWORD"  # noqa: S105 the name of where it is, not what it is
"""The environment variable that holds the password."""
SECONDS = 20.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class MailTrouble(Exception):
    """A letter that did not go out; `code` stands under ``dispatch_fault``.

    What the server said is left out on purpose: it may hold what was signed in with.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def letter(
    server: MailServer,
    recipients: Sequence[str],
    subject: str,
    text: str,
    attached: Sequence[tuple[str, str, bytes]],
    mark: str,
) -> EmailMessage:
    """Return a letter; `attached` are file name, media type and bytes, `mark` tells it from others.

    MailTrouble when an address or the subject is none.
    """
    made = EmailMessage()
    try:
        made["From"], made["To"] = server.sender, ", ".join(recipients)
        made["Subject"] = subject
    except (ValueError, IndexError):
        raise MailTrouble("address") from None
    # The same letter twice bears the same name: a mail program can tell.
    made["Message-ID"] = f"<{mark}@{server.sender.rpartition('@')[2] or 'localhost'}>"
    made.set_content(text)
    for name, media, data in attached:
        kind, _, detail = media.partition("/")
        made.add_attachment(data, maintype=kind, subtype=detail, filename=name)
    return made


def send(server: MailServer, message: EmailMessage) -> tuple[str, ...]:
    """Send a letter; return the recipients the server would not take. MailTrouble when it fails."""
    password = _password(server)
    try:
        with _connection(server) as link:
            if server.security == "starttls":
                link.starttls(context=ssl.create_default_context())
            if server.user:
                link.login(server.user, password)
            return tuple(link.send_message(message))
    except smtplib.SMTPAuthenticationError:
        raise MailTrouble("login") from None
    except smtplib.SMTPRecipientsRefused:
        raise MailTrouble("recipients") from None
    except smtplib.SMTPNotSupportedError:
        raise MailTrouble("insecure") from None
    except smtplib.SMTPServerDisconnected:
        raise MailTrouble("unreachable") from None
    except smtplib.SMTPException:
        raise MailTrouble("refused") from None
    except ssl.SSLError:
        raise MailTrouble("insecure") from None
    except (OSError, UnicodeError):
        raise MailTrouble("unreachable") from None


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)


def _password(server: MailServer) -> str:
    """Return the password; MailTrouble without one, or where it would travel for all to read."""
    if not server.user:
        return ""
    if server.security == "none" and server.host not in LOOPBACK:
        raise MailTrouble("unprotected")
    found = os.environ.get(SECRET, "")
    if not found:
        raise MailTrouble("password")
    return found
