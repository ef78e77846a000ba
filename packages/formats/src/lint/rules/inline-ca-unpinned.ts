import { a, b, nsc, nscPath, pinSet } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const withCa = (pins: string) => `<domain-config>
    <domain includeSubdomains="true">intranet.example.com</domain>
    <trust-anchors>
        <certificates src="@raw/company_ca" />
    </trust-anchors>
${pins.replaceAll(/^(?=.)/gm, '    ')}</domain-config>
`;

export const inlineCaUnpinned: Rule = {
  id: 'inline-ca-unpinned',
  title: 'CA of its own without pins',
  severity: 'info',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'The app trusts a CA that comes with it, and pins nothing there: whoever has the key of that CA passes. Fine where it is yours, and the only one.',
  repair: 'Pin keys too, or make sure that no other CA is trusted beside it.',
  standards: ['MASTG-TEST-0242'],
  bad: { files: { [nscPath]: nsc(withCa('')) }, at: ['<certificates src="@raw/company_ca" />'] },
  good: { files: { [nscPath]: nsc(withCa(pinSet([a, b]))) } },
};
