import { a, b, c, d, domainConfig, nsc, nscPath, sslPinning } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Found, Rule } from '../rule.ts';

export const duplicateHost: Rule = {
  id: 'duplicate-host',
  title: 'Host named twice',
  severity: 'error',
  scope: 'file',
  forms: ['nsc', 'trustkit-android', 'rn-ssl-manager', 'rn-public-key', 'ats', 'trustkit', 'approov', 'plain-json'],
  meaning:
    'Android crashes at the first connection when a host stands twice in the file, wherever. Property lists and JSON keep one of the two, so that the other pins are not there.',
  repair: 'Name the host once, with all of its pins.',
  standards: ['NetworkSecurityConfig'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b]) + domainConfig('API.example.com', [c, d])),
      'src/pins.js': sslPinning(`'push.example.com': { publicKeyHashes: ['${a}', '${b}'] },
'push.example.com': { publicKeyHashes: ['${c}', '${d}'] },
`),
    },
    at: ['API.example.com', 'push.example.com'],
  },
  good: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b]) + domainConfig('push.example.com', [c, d])) },
  },
  check(project) {
    const findings: Found[] = [];
    const last = new Map<string, string>();
    // Readers of files say it themselves; in a program, the last of two members holds.
    for (const place of placesIn(project).toReversed()) {
      const { host } = place.entry;
      if (!isOf(place.config, 'rn-public-key')) continue;
      const key = `${place.file.path} ${host.text}`;
      if (last.has(key)) {
        findings.push(found(place, host.span, `${host.text} stands again below: only the last of the two is kept.`));
      }
      last.set(key, host.text);
    }
    return findings;
  },
};
