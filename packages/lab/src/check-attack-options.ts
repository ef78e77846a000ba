import type { AttackOptions } from './attack.ts';

interface Kind {
  /** After "is to be". */
  readonly says: string;
  readonly fits: (value: unknown) => boolean;
}

const text: Kind = { says: 'a text', fits: (value) => typeof value === 'string' };
const count: Kind = { says: 'a whole number from 1', fits: (value) => Number.isInteger(value) && Number(value) > 0 };
const texts: Kind = { says: 'an array of texts', fits: (value) => Array.isArray(value) && value.every(text.fits) };
const rules: Kind = {
  says: 'an object of texts',
  fits: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(text.fits),
};

const kinds: Readonly<Record<keyof AttackOptions, Kind>> = {
  scenarios: texts,
  tries: count,
  jobs: count,
  timeoutMilliseconds: count,
  mode: { says: "'proxy' or 'transparent'", fits: (value) => value === 'proxy' || value === 'transparent' },
  ca: { says: 'a text, CAs in PEM', fits: text.fits },
  reportFolder: text,
  disclosure: { says: "'redacted' or 'unredacted'", fits: (value) => value === 'redacted' || value === 'unredacted' },
  signal: { says: 'an AbortSignal', fits: (value) => value instanceof AbortSignal },
  name: text,
  build: texts,
  changePins: { says: 'a function', fits: (value) => typeof value === 'function' },
  hosts: texts,
  canaries: { says: "an object of texts, such as { token: '3f9c2b7e41' }", fits: rules.fits },
  channels: texts,
  resolve: { says: "an object of texts, such as { 'api.example.com': '127.0.0.1:8443' }", fits: rules.fits },
};

/**
 * Tests in JavaScript have no compiler to tell them, and an option that is ignored would change what is attacked.
 * @throws {TypeError}
 */
export function checkAttackOptions(options: AttackOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('attack() wants an object of options, or the function that exercises the app.');
  for (const [name, value] of Object.entries(options)) {
    const kind: Kind | undefined = Object.hasOwn(kinds, name) ? kinds[name as keyof AttackOptions] : undefined;
    if (!kind) throw new TypeError(`attack() has no option ${name}: it has ${Object.keys(kinds).join(', ')}.`);
    if (value !== undefined && !kind.fits(value)) throw new TypeError(`attack(): ${name} is to be ${kind.says}.`);
  }
}
