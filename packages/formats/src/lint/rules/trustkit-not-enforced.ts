import { a, b, trustKit, trustKitDomain } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const trustKitNotEnforced: Rule = {
  id: 'trustkit-not-enforced',
  title: 'Mismatches are let through',
  severity: 'warning',
  scope: 'file',
  forms: ['trustkit', 'trustkit-android', 'rn-ssl-manager'],
  meaning:
    'A connection whose keys match no pin is reported and used all the same. TrustKit for Android does so too where enforcePinning is left out.',
  repair: 'Enforce once the reports stay empty.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: {
    files: {
      'ios/App/Info.plist': trustKit(
        trustKitDomain('api.example.com', [a, b], '<key>TSKEnforcePinning</key>\n<false/>\n'),
      ),
    },
    at: ['<key>TSKEnforcePinning'],
  },
  good: { files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b])) } },
};
