import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const trusting = (sources: readonly string[]) => `<base-config>
    <trust-anchors>
${sources.map((src) => `        <certificates src="${src}" />\n`).join('')}    </trust-anchors>
</base-config>
`;

export const userCaTrusted: Rule = {
  id: 'user-ca-trusted',
  title: 'CAs of the user are trusted',
  severity: 'error',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'Whoever can make the user, or his company or a court, install a CA reads everything the app sends, where no pins keep that CA out. A warning where they do.',
  repair: 'Trust "system" alone, and put "user" into debug-overrides, which hold in builds for developers.',
  standards: ['MASTG-TEST-0286', 'MASWE-0052', 'CWE-295', 'AcceptsUserCertificates'],
  bad: {
    files: { [nscPath]: nsc(trusting(['system', 'user']) + domainConfig('api.example.com', [a, b])) },
    at: ['<certificates src="user" />'],
  },
  good: { files: { [nscPath]: nsc(trusting(['system']) + domainConfig('api.example.com', [a, b])) } },
};
