import { type TrustKitHost, trustKitDateStep, trustKitHosts, trustKitSteps } from '../apple/trustkit-plan.ts';
import { readTrustKitSource, rewriteTrustKitSource } from '../apple/trustkit-source.ts';
import type { Target } from '../target.ts';
import { headerComment } from '../write/text.ts';

const id = 'trustkit-objc';

/** Documentation: TrustKit, docs/getting-started.md and TSKTrustKitConfig.h. */
export const trustKitObjC: Target = {
  id,
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
  reader: {
    recognizes: ({ path, text }) => /\.(?:m|mm|h)$/.test(path) && (text?.includes('TSKPinnedDomains') ?? false),
    read: ({ text }) => readTrustKitSource(id, text ?? '', 'objective-c'),
  },
  rewriter: { rewrite: ({ text }, plan) => rewriteTrustKitSource(text ?? '', 'objective-c', plan) },
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
