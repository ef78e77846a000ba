import { a, b, trustKit, trustKitDomain } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const swizzling = (value: 'true' | 'false') =>
  trustKit(trustKitDomain('api.example.com', [a, b]), `<key>TSKSwizzleNetworkDelegates</key>\n<${value}/>\n`);

export const trustKitSwizzling: Rule = {
  id: 'trustkit-swizzling',
  title: 'TrustKit swizzles every delegate',
  severity: 'warning',
  scope: 'file',
  forms: ['trustkit'],
  meaning:
    'TrustKit puts itself between the app and each delegate of URLSession. Connections made in another way are missed, and libraries that swizzle too break it, or the app.',
  repair: 'Switch it off, and call handle(_:completionHandler:) of the pinning validator in your own delegates.',
  standards: ['MASVS-NETWORK-2'],
  bad: { files: { 'ios/App/Info.plist': swizzling('true') }, at: ['<key>TSKSwizzleNetworkDelegates'] },
  good: { files: { 'ios/App/Info.plist': swizzling('false') } },
};
