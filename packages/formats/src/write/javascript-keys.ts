import type { PinPlan } from '../plan.ts';
import type { PinnedHost } from './pinned-hosts.ts';
import { expiryReason, quoted } from './text.ts';

/**
 * `pinsFor(host)` and `pinOf(der)` in JavaScript for Node. The key is cut from the certificate as it stands there:
 * `cert.pubkey` is the bare point for elliptic curves, and `publicKey.export` writes some keys anew.
 */
export function javascriptKeys({ expires }: PinPlan, hosts: readonly PinnedHost[]): string {
  const rows = hosts.map(
    ({ host, subdomains, pins }) => `  ['${host}', { subdomains: ${subdomains}, pins: [${quoted(pins, "'")}] }],\n`,
  );
  const check =
    expires === null
      ? ''
      : `  // ${expiryReason(expires)}
  if (Date.now() >= ${expires * 1000}) return [];
`;
  return `const hosts = new Map([
${rows.join('')}]);

/** Of the most specific name; empty where the host is not pinned. */
function pinsFor(host) {
${check}  let name = host.toLowerCase().replace(/\\.$/, '');
  if (hosts.has(name)) return hosts.get(name).pins;
  while (name.includes('.')) {
    name = name.slice(name.indexOf('.') + 1);
    if (hosts.get(name)?.subdomains) return hosts.get(name).pins;
  }
  return [];
}

/** The pin of a certificate: of its SubjectPublicKeyInfo (RFC 5280, section 4.1), byte for byte. */
function pinOf(der) {
  let at = contentOf(der, contentOf(der, 0));
  // The version may be missing; serial number, signature, issuer, validity and subject follow.
  if (der[at] === 0xa0) at = endOf(der, at);
  for (let skipped = 0; skipped < 5; skipped++) at = endOf(der, at);
  return createHash('sha256').update(der.subarray(at, endOf(der, at))).digest('base64');
}

/** Where the content of the DER element at a place begins. */
function contentOf(der, at) {
  return at + 2 + (der[at + 1] < 0x80 ? 0 : der[at + 1] - 0x80);
}

function endOf(der, at) {
  const content = contentOf(der, at);
  return content + (der[at + 1] < 0x80 ? der[at + 1] : der.readUIntBE(at + 2, content - at - 2));
}
`;
}
