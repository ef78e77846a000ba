import { a, b, nsc, nscPath, pinSet } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const withDomains = (hosts: readonly string[]) =>
  hosts.map((host) => `    <domain includeSubdomains="true">${host}</domain>\n`).join('');

const config = (hosts: readonly string[]) => `<domain-config>
${withDomains(hosts)}${pinSet([a, b]).replaceAll(/^(?=.)/gm, '    ')}    <trustkit-config enforcePinning="true" disableDefaultReportUri="true" />
</domain-config>
`;

export const trustKitAndroidLastDomain: Rule = {
  id: 'trustkit-android-last-domain',
  title: 'TrustKit sees the last domain alone',
  severity: 'warning',
  scope: 'file',
  forms: ['trustkit-android'],
  meaning:
    'Of several hosts in one domain-config, TrustKit for Android sees the last: for the others it neither pins nor reports.',
  repair: 'Give each host a domain-config of its own.',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: { [nscPath]: nsc(config(['api.example.com', 'push.example.com'])) },
    at: ['api.example.com'],
  },
  good: { files: { [nscPath]: nsc(config(['api.example.com']) + config(['push.example.com'])) } },
};
