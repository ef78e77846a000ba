import type { Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { swiftKeys } from '../write/swift-keys.ts';
import { headerComment } from '../write/text.ts';

/** Documentation: Apple, "Performing manual server trust authentication"; SecTrustEvaluateWithError; SecTrustCopyCertificateChain. */
export const urlSession: Target = {
  id: 'urlsession',
  title: 'URLSession delegate, Swift',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'The delegate', compares: 'path', excludes: true });
    const text = `${headerComment(plan, '//')}
import CryptoKit
import Foundation
import Security

/// For URLSession(configuration: .default, delegate: PinnedSessionDelegate(), delegateQueue: nil).
final class PinnedSessionDelegate: NSObject, URLSessionDelegate {
    func urlSession(
        _ session: URLSession,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        let space = challenge.protectionSpace
        guard space.authenticationMethod == NSURLAuthenticationMethodServerTrust, let trust = space.serverTrust else {
            return completionHandler(.performDefaultHandling, nil)
        }
        let pins = PinnedKeys.pins(for: space.host)
        if pins.isEmpty { return completionHandler(.performDefaultHandling, nil) }
        // The trust comes with the policy for this host, so that its name is checked as well.
        guard SecTrustEvaluateWithError(trust, nil), PinnedKeys.match(trust, pins) else {
            return completionHandler(.cancelAuthenticationChallenge, nil)
        }
        completionHandler(.useCredential, URLCredential(trust: trust))
    }
}

${swiftKeys(plan, hosts)}`;
    return {
      files: [{ path: 'PinnedSessionDelegate.swift', text }],
      steps: [
        'Give every URLSession the delegate: URLSession.shared and WKWebView are not pinned by it.',
        'iOS 15 or macOS 12 is needed (SecTrustCopyCertificateChain).',
        'Keep a session for the pinned hosts alone: over HTTP/2 the system may send a request over a connection to another host whose certificate names both, and need not ask again.',
        'A delegate of a task that answers server trust challenges itself takes precedence: let it leave them to the session.',
      ],
      losses,
    };
  },
};
