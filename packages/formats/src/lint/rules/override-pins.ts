import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const withAnchors = (attributes: string) =>
  nsc(
    domainConfig('api.example.com', [a, b]).replace(
      '</domain-config>',
      `    <trust-anchors>
        <certificates src="system"${attributes} />
    </trust-anchors>
</domain-config>`,
    ),
  );

export const overridePins: Rule = {
  id: 'override-pins',
  title: 'Pins are switched off for a set of CAs',
  severity: 'error',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'For certificates of these CAs no pin is asked. With the CAs of the system in it, nothing is pinned at all, though the pins stand there.',
  repair: 'Remove overridePins. In debug-overrides it is the default, and holds in builds for developers alone.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047', 'CWE-295'],
  bad: {
    files: { [nscPath]: withAnchors(' overridePins="true"') },
    at: ['<certificates src="system" overridePins="true" />'],
  },
  good: { files: { [nscPath]: withAnchors('') } },
};
