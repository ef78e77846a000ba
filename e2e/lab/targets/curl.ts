import { join } from 'node:path';
import { findProgram } from '../../system.ts';
import type { GenuineWorld, LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { blind, leaking, pinned, trusting } from './known.ts';
import { versionOf } from './version-of.ts';

const common = [
  ...['--disable', '--silent', '--show-error', '--fail', '--max-time', '20', '--output', '/dev/null'],
  ...['--header', `Authorization: Bearer ${canary}`, '--data', `canary=${canary}`],
];

const pin = ({ leafPin }: GenuineWorld) => ['--pinnedpubkey', `sha256//${leafPin}`];

/** @param commandOf gets the path of curl */
function curlTarget(
  told: Omit<LabTarget, 'engine' | 'prepare'>,
  commandOf: (curl: string, world: GenuineWorld) => readonly [string, ...string[]],
): LabTarget {
  return {
    ...told,
    engine: 'OpenSSL',
    async prepare(world) {
      const found = findProgram('curl');
      if ('missing' in found) return found;
      const version = await versionOf(found.path, ['--version'], /^(curl \S+)/);
      return { command: commandOf(found.path, world), version };
    },
  };
}

const asking = (flags: (world: GenuineWorld) => readonly string[]) => (curl: string, world: GenuineWorld) =>
  [curl, ...common, ...flags(world), world.url] as const;

/** The words as one command line for a shell; none of them has a quotation mark. */
const quoted = (...words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');

export const curlTargets: readonly LabTarget[] = [
  curlTarget(
    {
      id: 'curl',
      name: 'curl',
      isRepresentative: false,
      known: trusting('stays', 'It has no pin, and follows redirects where it is told to alone (--location).'),
    },
    asking(() => []),
  ),
  curlTarget(
    {
      id: 'curl-pinned',
      name: 'curl --pinnedpubkey',
      isRepresentative: false,
      known: pinned("It compares the key of the leaf in the handshake's callback, before it sends a request."),
    },
    asking(pin),
  ),
  curlTarget(
    {
      id: 'curl-pinned-location',
      name: 'curl --pinnedpubkey --location',
      isRepresentative: true,
      known: leaking(['redirect-to-http'], 'It follows a redirect to http://, where there is no key to compare.'),
    },
    asking((world) => [...pin(world), '--location']),
  ),
  curlTarget(
    {
      id: 'curl-pinned-location-https',
      name: 'curl --pinnedpubkey --location --proto-redir =https',
      isRepresentative: false,
      known: pinned('It follows redirects to https:// alone.'),
    },
    asking((world) => [...pin(world), '--location', '--proto-redir', '=https']),
  ),
  curlTarget(
    {
      id: 'curl-insecure',
      name: 'curl --insecure',
      isRepresentative: false,
      known: blind('stays', 'Checks of certificates are switched off.'),
    },
    asking(() => ['--insecure']),
  ),
  curlTarget(
    {
      id: 'curl-falls-back',
      name: 'curl --pinnedpubkey, and again without TLS where that fails',
      isRepresentative: false,
      known: leaking(['plain-http-downgrade'], 'Where the pinned request fails it asks again with http://.'),
    },
    (curl, world) => {
      const first = quoted(curl, ...common, ...pin(world), world.url);
      const second = quoted(curl, ...common, world.url.replace(/^https:/, 'http:'));
      return ['/bin/sh', '-c', `${first} || ${second}`];
    },
  ),
  curlTarget(
    {
      id: 'curl-second-stack',
      name: 'curl --pinnedpubkey, and an unpinned request beside it',
      isRepresentative: false,
      known: trusting('stays', 'Its second request, as of an analytics kit, has no pin.'),
    },
    (curl, world) => {
      const [pinnedOne, otherOne] = [
        quoted(curl, ...common, ...pin(world), world.url),
        quoted(curl, ...common, world.url),
      ];
      return ['/bin/sh', '-c', `${pinnedOne}; status=$?; ${otherOne} && exit $status`];
    },
  ),
  curlTarget(
    {
      id: 'curl-second-stack-at-times',
      name: 'curl --pinnedpubkey, and every other time an unpinned request beside it',
      isRepresentative: false,
      known: trusting('stays', 'Its second request has no pin, and is sent in one of two runs.'),
    },
    (curl, world) => {
      const [pinnedOne, otherOne] = [
        quoted(curl, ...common, ...pin(world), world.url),
        quoted(curl, ...common, world.url),
      ];
      const mark = `'${join(world.folder, 'odd')}'`;
      const other = `if [ -e ${mark} ]; then rm ${mark}; ${otherOne} || exit 1; else touch ${mark}; fi`;
      return ['/bin/sh', '-c', `${pinnedOne}; status=$?; ${other}; exit $status`];
    },
  ),
  curlTarget(
    {
      id: 'curl-http-first',
      name: 'curl --pinnedpubkey --location, given http://',
      isRepresentative: false,
      known: {
        verdict: 'not-pinned',
        read: ['plain-http-downgrade', 'stripped-hsts', 'redirect-to-http'],
        port: 80,
        why: 'It asks without TLS first, and the pin is for where it is led then.',
      },
    },
    (curl, world) => {
      const first = world.url.replace(/^https:/, 'http:');
      return [curl, ...common, ...pin(world), '--location', first];
    },
  ),
];
