import type { PinPlan } from '../plan.ts';
import type { PinnedHost } from './pinned-hosts.ts';
import { expiryReason, headerComment, quoted } from './text.ts';

/**
 * `pinned_context()` in Python: an SSLContext whose connections compare keys at the end of their handshake, for every
 * library that takes a context. The `assert_fingerprint` of urllib3 and the `Fingerprint` of aiohttp compare whole
 * certificates, and switch the check of the name or of the whole chain off. Documentation: ssl, `SSLContext.sslsocket_class`,
 * `SSLContext.sslobject_class`, `SSLSocket.get_verified_chain` (3.13).
 */
export function pythonContext(plan: PinPlan, hosts: readonly PinnedHost[]): string {
  const rows = hosts.map(
    ({ host, subdomains, pins }) =>
      `    "${host}": (${subdomains ? 'True' : 'False'}, frozenset((${quoted(pins)}${pins.length === 1 ? ',' : ''}))),\n`,
  );
  const needsPath = plan.hosts.some(
    ({ mode, keys }) => mode === 'enforce' && !keys.some(({ role }) => role === 'leaf'),
  );
  const check =
    plan.expires === null
      ? ''
      : `    # ${expiryReason(plan.expires)}
    if time.time() >= ${plan.expires}:
        return frozenset()
`;
  return `${headerComment(plan, '#')}
import base64
import hashlib
import ssl
${needsPath ? 'import sys\n' : ''}${plan.expires === null ? '' : 'import time\n'}
${needsPath ? neededVersion : ''}HOSTS = {
${rows.join('')}}


def pinned_context():
    """A context for verified connections whose keys are compared before anything is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.sslsocket_class = _PinnedSocket
    context.sslobject_class = _PinnedObject
    return context


class _PinnedSocket(ssl.SSLSocket):
    def do_handshake(self, *args, **kwargs):
        super().do_handshake(*args, **kwargs)
        _judge(self)


class _PinnedObject(ssl.SSLObject):
    def do_handshake(self):
        super().do_handshake()
        _judge(self)


def _judge(connection):
    if connection.context.verify_mode != ssl.CERT_REQUIRED:
        raise ssl.SSLCertVerificationError("Verification is switched off: without it no pin proves anything.")
    if connection.server_hostname is None:
        raise ssl.SSLCertVerificationError("Without the host nobody can say what is pinned.")
    pins = _pins_for(connection.server_hostname)
    if pins and not any(_pin_of(certificate) in pins for certificate in _path_of(connection)):
        raise ssl.SSLCertVerificationError(f"No pinned key on the path to {connection.server_hostname}.")


def _path_of(connection):
    """The verified path. Before Python 3.13 only its first certificate, the server's own, can be had."""
    if hasattr(connection, "get_verified_chain"):
        return connection.get_verified_chain()
    return [connection.getpeercert(True)]


def _pins_for(host):
    """Of the most specific name; empty where the host is not pinned."""
${check}    name = host.lower().removesuffix(".")
    if name in HOSTS:
        return HOSTS[name][1]
    while "." in name:
        name = name.partition(".")[2]
        subdomains, pins = HOSTS.get(name, (False, frozenset()))
        if subdomains:
            return pins
    return frozenset()


def _pin_of(der):
    """Of the SubjectPublicKeyInfo of a certificate (RFC 5280, section 4.1), byte for byte."""
    at, _ = _content(der, _content(der, 0)[0])
    # The version may be missing; serial number, signature, issuer, validity and subject follow.
    if der[at] == 0xA0:
        at = _content(der, at)[1]
    for _ in range(5):
        at = _content(der, at)[1]
    key = der[at : _content(der, at)[1]]
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def _content(der, at):
    """Where the content of a DER element begins, and where it ends."""
    begin, length = at + 2, der[at + 1]
    if length >= 0x80:
        begin, length = begin + length - 0x80, int.from_bytes(der[begin : begin + length - 0x80], "big")
    return begin, begin + length
`;
}

const neededVersion = `# Before 3.13, Python shows no more of the path than the server's own certificate, and keys of CAs could never match.
if sys.version_info < (3, 13):
    raise ImportError("Python 3.13 or newer is needed: keys of CAs are pinned.")

`;

export const pythonSteps: readonly string[] = [
  'Python 3.9 or newer is needed. Before 3.13 only the key of the server itself is compared, and keys of CAs never match.',
  'Whatever switches verification off (verify=False, CERT_NONE) makes every connection fail.',
  'A proxy that opens TLS itself is refused like any other man in the middle.',
];
