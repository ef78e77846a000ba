import { LivepinError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { integerMember, stringMember } from './members.ts';

// What both payloads have in common.

export const secondsPerDay = 86_400;

/** Any minor version of major 1 will do: minor versions only add members, and unknown members are ignored. */
export function checkSpec(payload: JsonObject): void {
  const spec = stringMember(payload, '', 'spec');
  if (/^1\.(0|[1-9]\d{0,8})$/.test(spec)) return;
  throw new LivepinError(
    'LP_SPEC_UNSUPPORTED',
    `spec is ${JSON.stringify(spec.slice(0, 60))}; this version reads 1.x.`,
  );
}

/** @returns the two times of a payload; the lifetime `exp − iat` must lie within the bounds (seconds). */
export function checkLifetime(payload: JsonObject, min: number, max: number): { iat: number; exp: number } {
  const iat = integerMember(payload, '', 'iat', 0, Number.MAX_SAFE_INTEGER);
  const exp = integerMember(payload, '', 'exp', 0, Number.MAX_SAFE_INTEGER);
  if (exp - iat < min || exp - iat > max) {
    throw new LivepinError('LP_LIFETIME', `exp − iat is ${exp - iat} seconds, and must lie within ${min} and ${max}.`);
  }
  return { iat, exp };
}
