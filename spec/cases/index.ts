import type { Vector } from '../vector.ts';
import { bundles } from './bundles.ts';
import { decisions } from './decisions.ts';
import { hosts, matching } from './hosts.ts';
import { merges } from './merges.ts';
import { bundlePayloads, rootPayloads } from './payloads.ts';
import { pins, pinsOfKeys } from './pins.ts';
import { roots } from './roots.ts';
import { signatureCases } from './signatures.ts';

/** Folder below spec/vectors → name of the file → case. */
export const cases: Readonly<Record<string, Readonly<Record<string, Vector>>>> = {
  pin: pins,
  'pin-of-key': pinsOfKeys,
  host: hosts,
  match: matching,
  decision: decisions,
  signatures: signatureCases,
  'bundle-payload': bundlePayloads,
  'root-payload': rootPayloads,
  'accept-root': roots,
  'accept-bundle': bundles,
  merge: merges,
};
