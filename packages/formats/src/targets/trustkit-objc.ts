import { type TrustKitHost, trustKitDateStep, trustKitHosts, trustKitSteps } from '../apple/trustkit-plan.ts';
import type { Target } from '../target.ts';
import { headerComment } from '../write/text.ts';

/** Documentation: TrustKit, docs/getting-started.md and TSKTrustKitConfig.h. */
export const trustKitObjC: Target = {
  id: 'trustkit-objc',
  title: 'TrustKit, Objective-C',
  generate(plan) {
    const { hosts, losses } = trustKitHosts(plan);
    const text = `${headerComment(plan, '//')}
#import <TrustKit/TrustKit.h>

/// Call once, when the app starts, before the first connection.
static inline void PinHosts(void) {
    [TrustKit initSharedInstanceWithConfiguration:@{
        kTSKSwizzleNetworkDelegates: @NO,
        kTSKPinnedDomains: @{
${hosts.map(domainOf).join('')}        },
    }];
}
`;
    return {
      files: [{ path: 'PinnedHosts.h', text }],
      steps: [
        'Call PinHosts() when the app starts.',
        ...trustKitSteps,
        ...(plan.expires === null ? [] : [trustKitDateStep]),
      ],
      losses,
    };
  },
};

function domainOf({ host, subdomains, enforce, pins, expires }: TrustKitHost): string {
  const bool = (value: boolean) => (value ? '@YES' : '@NO');
  const lines = [
    `@"${host}": @{`,
    `    kTSKIncludeSubdomains: ${bool(subdomains)},`,
    `    kTSKEnforcePinning: ${bool(enforce)},`,
    '    kTSKDisableDefaultReportUri: @YES,',
    ...(expires === null ? [] : [`    kTSKExpirationDate: @"${expires}",`]),
    '    kTSKPublicKeyHashes: @[',
    ...pins.map((pin) => `        @"${pin}",`),
    '    ],',
    '},',
  ];
  return lines.map((line) => `            ${line}\n`).join('');
}
