import { decodeBase64 } from '@livepin/core';
import type { ReadConfig, ReadEntry, ReadProblem, SourceFile, Span } from '../read-config.ts';
import type { ReadOnlyForm } from '../target.ts';
import { inQuotes, type JsonNode, type JsonString, memberOf, parseJsonText, stringsIn } from '../text/json.ts';
import { hostOf } from '../text/read-pin.ts';
import { unreadable } from '../text/unreadable.ts';

const id = 'wultra';

/**
 * The list of Wultra's "dynamic SSL pinning", as its server answers it and as apps embed it: SHA-256 of whole certificates,
 * which cannot be turned into pins of keys without the certificates.
 */
export const wultra: ReadOnlyForm = {
  id,
  title: 'Wultra SSL pinning, list of fingerprints',
  reader: {
    recognizes: (file) =>
      file.text !== null &&
      /^\s*\{/.test(file.text) &&
      file.text.includes('"fingerprints"') &&
      file.text.includes('"fingerprint"'),
    read,
  },
};

interface Fingerprint {
  readonly node: JsonNode;
  readonly names: readonly JsonString[];
  readonly fingerprint: JsonString;
  readonly expires: { readonly text: string; readonly seconds: number | null; readonly span: Span } | null;
}

function read(file: SourceFile): ReadConfig {
  const text = parseJsonText(file.text ?? '');
  if (text.kind === 'refused') return { target: id, entries: [], problems: [unreadable(text)] };
  const list = memberOf(text.root, 'fingerprints')?.value;
  const problems: ReadProblem[] = [];
  const read = (list?.kind === 'array' ? list.items : []).flatMap((node) => fingerprintOf(node, problems));
  // Several fingerprints of one name are alternatives.
  const names = new Map<string, Fingerprint[]>();
  for (const fingerprint of read) {
    for (const { value } of fingerprint.names) {
      const own = names.get(value);
      if (own) own.push(fingerprint);
      else names.set(value, [fingerprint]);
    }
  }
  return { target: id, entries: [...names].map(([name, own]) => entryOf(name, own)), problems };
}

function fingerprintOf(node: JsonNode, problems: ReadProblem[]): Fingerprint[] {
  const name = memberOf(node, 'name')?.value;
  const fingerprint = memberOf(node, 'fingerprint')?.value;
  if (name?.kind !== 'string' || fingerprint?.kind !== 'string') {
    const sentence = 'An entry has no name or no fingerprint: the whole list is refused.';
    problems.push({ rule: 'unreadable-file', sentence, span: node.span });
    return [];
  }
  if (decodeBase64(fingerprint.value)?.length !== 32) {
    const sentence = `The fingerprint of ${name.value.slice(0, 100)} is not the base64 of 32 bytes.`;
    problems.push({ rule: 'pin-bad-base64', sentence, span: inQuotes(fingerprint) });
  }
  const written = memberOf(node, 'expires')?.value;
  const text = written?.kind === 'other' ? written.text : '';
  const isTime = /^\d{1,12}$/.test(text);
  if (!isTime) {
    const sentence = `The end of ${name.value.slice(0, 100)} is not in seconds since 1970.`;
    problems.push({ rule: 'expiry-malformed', sentence, span: written?.span ?? node.span });
  }
  // Newer servers list further names of the certificate.
  const names = [name, ...stringsIn(memberOf(node, 'domains')?.value)];
  const distinct = [...new Map(names.map((each) => [each.value, each])).values()];
  const expires = written && { text, seconds: isTime ? Number(text) : null, span: written.span };
  return [{ node, names: distinct, fingerprint, expires: expires ?? null }];
}

function entryOf(name: string, own: readonly Fingerprint[]): ReadEntry {
  const first = own[0]!;
  const named = first.names.find(({ value }) => value === name)!;
  // Until the last of them ends, the name has one.
  const last = own.toSorted((a, b) => (b.expires?.seconds ?? 0) - (a.expires?.seconds ?? 0))[0]!;
  return {
    host: { text: name, span: inQuotes(named), host: hostOf(name) },
    coverage: 'host',
    pins: own.map(({ fingerprint }) => ({
      text: fingerprint.value,
      span: inQuotes(fingerprint),
      of: 'certificate',
      pin: null,
    })),
    isEnforced: true,
    expires: last.expires,
    span: first.node.span,
  };
}
