import { type TrustKitHost, trustKitDateStep, trustKitHosts, trustKitSteps } from '../apple/trustkit-plan.ts';
import { readTrustKitSource, rewriteTrustKitSource } from '../apple/trustkit-source.ts';
import type { Target } from '../target.ts';
import { headerComment } from '../write/text.ts';

const id = 'trustkit-swift';

/** Documentation: TrustKit, docs/getting-started.md and TSKTrustKitConfig.h. */
export const trustKitSwift: Target = {
  id,
  title: 'TrustKit, Swift',
  generate(plan) {
    const { hosts, losses } = trustKitHosts(plan);
    const text = `${headerComment(plan, '//')}
import TrustKit

enum PinnedHosts {
    /// Call once, when the app starts, before the first connection.
    static func start() {
        TrustKit.initSharedInstance(withConfiguration: [
            kTSKSwizzleNetworkDelegates: false,
            kTSKPinnedDomains: [
${hosts.map(domainOf).join('')}            ] as [String: Any],
        ])
    }
}
`;
    return {
      files: [{ path: 'PinnedHosts.swift', text }],
      steps: [
        'Call PinnedHosts.start() when the app starts.',
        ...trustKitSteps,
        ...(plan.expires === null ? [] : [trustKitDateStep]),
      ],
      losses,
    };
  },
  reader: {
    recognizes: ({ path, text }) => path.endsWith('.swift') && (text?.includes('TSKPinnedDomains') ?? false),
    read: ({ text }) => readTrustKitSource(id, text ?? '', 'swift'),
  },
  rewriter: { rewrite: ({ text }, plan) => rewriteTrustKitSource(text ?? '', 'swift', plan) },
};

function domainOf({ host, subdomains, enforce, pins, expires }: TrustKitHost): string {
  const lines = [
    `"${host}": [`,
    `    kTSKIncludeSubdomains: ${subdomains},`,
    `    kTSKEnforcePinning: ${enforce},`,
    '    kTSKDisableDefaultReportUri: true,',
    ...(expires === null ? [] : [`    kTSKExpirationDate: "${expires}",`]),
    '    kTSKPublicKeyHashes: [',
    ...pins.map((pin) => `        "${pin}",`),
    '    ],',
    '] as [String: Any],',
  ];
  return lines.map((line) => `                ${line}\n`).join('');
}
