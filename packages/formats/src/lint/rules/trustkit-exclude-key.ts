import { a, b, trustKit, trustKitDomain } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const excluding = (key: string) =>
  trustKit(`${trustKitDomain('example.com', [a, b])}<key>help.example.com</key>
<dict>
    <key>${key}</key>
    <true/>
</dict>
`);

export const trustKitExcludeKey: Rule = {
  id: 'trustkit-exclude-key',
  title: 'Exclusion that TrustKit does not read',
  severity: 'error',
  scope: 'file',
  forms: ['trustkit'],
  meaning:
    'In a property list TrustKit reads "kSKExcludeSubdomainFromParentPolicy", by an old slip of the pen. The name without it is passed over, and the host without pins makes it throw: the app ends at launch.',
  repair: 'Write kSKExcludeSubdomainFromParentPolicy, alone in its host, below a parent that is pinned.',
  standards: [],
  bad: {
    files: { 'ios/App/Info.plist': excluding('TSKExcludeSubdomainFromParentPolicy') },
    at: ['TSKExcludeSubdomainFromParentPolicy'],
  },
  good: { files: { 'ios/App/Info.plist': excluding('kSKExcludeSubdomainFromParentPolicy') } },
};
