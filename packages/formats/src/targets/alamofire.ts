import type { Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { swiftKeys } from '../write/swift-keys.ts';
import { headerComment } from '../write/text.ts';

/**
 * Documentation: Alamofire 5, `ServerTrustManager` and `ServerTrustEvaluating`. Its own PublicKeysTrustEvaluator wants
 * keys or certificates, not pins, and its table of hosts knows exact names only.
 */
export const alamofire: Target = {
  id: 'alamofire',
  title: 'Alamofire 5, Swift',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'The trust manager', compares: 'path', excludes: true });
    const text = `${headerComment(plan, '//')}
import Alamofire
import CryptoKit
import Foundation
import Security

/// For Session(serverTrustManager: PinnedServerTrustManager()).
final class PinnedServerTrustManager: ServerTrustManager, @unchecked Sendable {
    init() {
        super.init(allHostsMustBeEvaluated: false, evaluators: [:])
    }

    /// Without an evaluator the platform verifies as always.
    override func serverTrustEvaluator(forHost host: String) throws -> ServerTrustEvaluating? {
        let pins = PinnedKeys.pins(for: host)
        return pins.isEmpty ? nil : PinnedKeyEvaluator(pins: pins)
    }
}

private struct PinnedKeyEvaluator: ServerTrustEvaluating {
    let pins: Set<String>

    func evaluate(_ trust: SecTrust, forHost host: String) throws {
        try DefaultTrustEvaluator(validateHost: true).evaluate(trust, forHost: host)
        guard SecTrustEvaluateWithError(trust, nil), PinnedKeys.match(trust, pins) else {
            throw AFError.serverTrustEvaluationFailed(reason: .customEvaluationFailed(error: NoPinnedKey(host: host)))
        }
    }
}

struct NoPinnedKey: Error {
    let host: String
}

${swiftKeys(plan, hosts)}`;
    return {
      files: [{ path: 'PinnedServerTrustManager.swift', text }],
      steps: [
        'Make every session with Session(serverTrustManager: PinnedServerTrustManager()): AF, the shared one, is not pinned.',
        'Alamofire 5 and iOS 15 or macOS 12 are needed (SecTrustCopyCertificateChain).',
        'Keep a session for the pinned hosts alone: over HTTP/2 the system may send a request over a connection to another host whose certificate names both, and need not ask again.',
      ],
      losses,
    };
  },
};
