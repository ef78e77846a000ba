import { createHash } from 'node:crypto';
import { maxDocumentBytes } from '@livepin/core';
import type { Answer } from '../treatment.ts';

type Fixed = Extract<Answer, { kind: 'fixed' }>;

/**
 * What comes in the place of a document, another kind for each attempt; the same for the same attempt, so that a finding can
 * be seen again.
 * @param document one that looks right, of which half is sent; null where none is known
 */
export function garbage(attempt: number, document: Uint8Array | null): Fixed {
  const kinds = [loginPage, () => halfOf(document), endless, nothing, deepNesting, () => noise(attempt)];
  return kinds[attempt % kinds.length]!();
}

// What a hotel's network answers to everything: a success, as far as the status goes.
function loginPage(): Fixed {
  const page =
    '<!doctype html><html><head><title>Wi-Fi</title></head><body><form action="/login"></form></body></html>';
  return fixed('text/html; charset=utf-8', Buffer.from(page));
}

function halfOf(document: Uint8Array | null): Fixed {
  const whole = document ?? Buffer.from('{"payload":"e30","signatures":[]}');
  return fixed(jose, whole.subarray(0, whole.length >> 1));
}

// Valid JSON all the way, and far beyond any bound: a reader without one fills a phone's memory with such.
function endless(): Fixed {
  const length = 128 * maxDocumentBytes;
  return fixed(jose, Buffer.from(`{"payload":"${'A'.repeat(length)}","signatures":[]}`));
}

function nothing(): Fixed {
  return fixed(jose, new Uint8Array(0));
}

// Recursive parsers run out of stack.
function deepNesting(): Fixed {
  const depth = maxDocumentBytes / 2 - 1;
  return fixed(jose, Buffer.from('['.repeat(depth) + ']'.repeat(depth)));
}

function noise(attempt: number): Fixed {
  const blocks = Array.from({ length: 32 }, (_, at) => createHash('sha256').update(`${attempt} ${at}`).digest());
  return fixed('application/octet-stream', Buffer.concat(blocks));
}

const jose = 'application/jose+json';

function fixed(type: string, body: Uint8Array): Fixed {
  return { kind: 'fixed', status: 200, headers: [['Content-Type', type]], body };
}
