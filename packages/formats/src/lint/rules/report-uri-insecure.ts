import { a, b, trustKit, trustKitDomain } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const reporting = (uri: string) =>
  trustKit(
    trustKitDomain(
      'api.example.com',
      [a, b],
      `<key>TSKReportUris</key>\n<array>\n    <string>${uri}</string>\n</array>\n`,
    ),
  );

export const reportUriInsecure: Rule = {
  id: 'report-uri-insecure',
  title: 'Reports that an attacker keeps back',
  severity: 'warning',
  scope: 'file',
  forms: ['trustkit', 'trustkit-android', 'rn-ssl-manager', 'hpkp'],
  meaning:
    'Reports go without TLS, or to the very host whose pins failed: who stands in between drops them, and nobody learns of it.',
  repair: 'Send reports over https to a host of another name with other keys.',
  standards: ['CWE-319', 'RFC 7469'],
  bad: {
    files: { 'ios/App/Info.plist': reporting('http://reports.example.org/pins') },
    at: ['http://reports.example.org/pins'],
  },
  good: { files: { 'ios/App/Info.plist': reporting('https://reports.example.org/pins') } },
};
