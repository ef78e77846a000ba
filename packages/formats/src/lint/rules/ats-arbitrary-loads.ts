import { a, ats, atsDomain, b, infoPlist } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const atsArbitraryLoads: Rule = {
  id: 'ats-arbitrary-loads',
  title: 'App Transport Security is switched off',
  severity: 'warning',
  scope: 'file',
  forms: ['ats'],
  meaning:
    'Connections without TLS, and with weak TLS, are permitted to every host. Apple does not say whether pins hold beside it: an error where there are some.',
  repair: 'Remove NSAllowsArbitraryLoads, and name the hosts that need an exception.',
  standards: ['CWE-319', 'MASVS-NETWORK-1'],
  bad: {
    files: {
      'ios/App/Info.plist': infoPlist(`<key>NSAppTransportSecurity</key>
<dict>
    <key>NSAllowsArbitraryLoads</key>
    <true/>
</dict>
`),
    },
    at: ['<key>NSAllowsArbitraryLoads'],
  },
  good: { files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])) } },
};
