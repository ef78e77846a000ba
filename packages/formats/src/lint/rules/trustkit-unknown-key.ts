import { a, b, trustKit, trustKitDomain } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const trustKitUnknownKey: Rule = {
  id: 'trustkit-unknown-key',
  title: 'TrustKit does not know this key',
  severity: 'warning',
  scope: 'file',
  forms: ['trustkit'],
  meaning:
    'It is of a fork, of an old version, or misspelt, and passed over. Where a fork reads it, it can switch validation off: an error then.',
  repair: 'Remove it, or write the key as TSKTrustKitConfig.h does, without its "k" in a property list.',
  standards: [],
  bad: {
    files: {
      'ios/App/Info.plist': trustKit(
        trustKitDomain(
          'api.example.com',
          [a, b],
          '<key>TSKPublicKeyAlgorithms</key>\n<array>\n    <string>TSKAlgorithmRsa2048</string>\n</array>\n',
        ),
      ),
    },
    at: ['TSKPublicKeyAlgorithms'],
  },
  good: { files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b])) } },
};
