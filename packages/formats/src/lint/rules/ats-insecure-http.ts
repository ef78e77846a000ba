import { a, ats, atsDomain, b } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const exception = (host: string) => `<key>NSExceptionDomains</key>
<dict>
    <key>${host}</key>
    <dict>
        <key>NSExceptionAllowsInsecureHTTPLoads</key>
        <true/>
    </dict>
</dict>
`;

export const atsInsecureHttp: Rule = {
  id: 'ats-insecure-http',
  title: 'Connections without TLS are permitted to a host',
  severity: 'warning',
  scope: 'file',
  forms: ['ats'],
  meaning:
    'What goes to this host over http is read and changed by anybody on the way, and no pin is asked: an error where the host is pinned.',
  repair: 'Give the host TLS, and remove the exception.',
  standards: ['CWE-319', 'MASVS-NETWORK-1'],
  bad: {
    files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b]), exception('legacy.example.com')) },
    at: ['<key>NSExceptionAllowsInsecureHTTPLoads'],
  },
  good: { files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])) } },
};
