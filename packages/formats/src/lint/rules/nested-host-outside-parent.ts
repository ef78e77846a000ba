import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

function nesting(host: string): string {
  return nsc(
    domainConfig('example.com', [a, b]).replace(
      '</domain-config>',
      `    <domain-config cleartextTrafficPermitted="false">
        <domain>${host}</domain>
    </domain-config>
</domain-config>`,
    ),
  );
}

export const nestedHostOutsideParent: Rule = {
  id: 'nested-host-outside-parent',
  title: 'Nested host is not below the host around it',
  severity: 'warning',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'A nested config inherits the pins of the one around it, whatever its host is. A host of another domain that stands there is pinned to keys that it may never show.',
  repair: 'Move it out, with pins of its own.',
  standards: [],
  bad: { files: { [nscPath]: nesting('api.example.org') }, at: ['api.example.org'] },
  good: { files: { [nscPath]: nesting('api.example.com') } },
};
