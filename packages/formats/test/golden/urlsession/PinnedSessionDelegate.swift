// Pins of example.com, api.example.com, beta.example.com, made by livepin on 2026-11-26; safe until 2027-06-01.
// kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg= = leaf: CN=leaf (until 2027-01-01)
// kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc= = intermediate: CN=intermediate (until 2027-01-01)
// kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY= = backup: backup.pem
// kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU= = leaf: CN=leaf (until 2027-01-01)
// kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ= = backup: backup.pem

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

enum PinnedKeys {
    private static let hosts: [String: (subdomains: Bool, pins: Set<String>)] = [
        "api.example.com": (subdomains: false, pins: ["kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU=", "kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ="]),
        "beta.example.com": (subdomains: false, pins: []),
        "example.com": (subdomains: true, pins: ["kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg=", "kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc=", "kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY="]),
    ]

    /// The pins of the most specific name; empty where the host is not pinned.
    static func pins(for host: String) -> Set<String> {
        // From 2027-06-01 on nothing is pinned: an app that is not updated must not lose its servers for ever.
        guard Date().timeIntervalSince1970 < 1811808000 else { return [] }
        var name = Substring(host.lowercased())
        if name.hasSuffix(".") { name.removeLast() }
        if let own = hosts[String(name)] { return own.pins }
        while let dot = name.firstIndex(of: ".") {
            name = name[name.index(after: dot)...]
            if let above = hosts[String(name)], above.subdomains { return above.pins }
        }
        return []
    }

    /// Whether a certificate of the verified path holds a pinned key. To be asked after SecTrustEvaluateWithError has
    /// succeeded: before it, the chain is only what the server sent.
    static func match(_ trust: SecTrust, _ pins: Set<String>) -> Bool {
        let path = (SecTrustCopyCertificateChain(trust) as? [SecCertificate]) ?? []
        return path.contains { certificate in
            guard let key = publicKeyInfo(of: SecCertificateCopyData(certificate) as Data) else { return false }
            return pins.contains(Data(SHA256.hash(data: key)).base64EncodedString())
        }
    }

    /// The SubjectPublicKeyInfo of a certificate (RFC 5280, section 4.1), byte for byte.
    private static func publicKeyInfo(of certificate: Data) -> Data? {
        let bytes = [UInt8](certificate)
        guard let outer = element(bytes, at: 0), let body = element(bytes, at: outer.content) else { return nil }
        var at = body.content
        // The version may be missing; serial number, signature, issuer, validity and subject follow.
        if at < bytes.count, bytes[at] == 0xA0 {
            guard let version = element(bytes, at: at) else { return nil }
            at = version.end
        }
        for _ in 0..<5 {
            guard let skipped = element(bytes, at: at) else { return nil }
            at = skipped.end
        }
        guard let key = element(bytes, at: at) else { return nil }
        return Data(bytes[at..<key.end])
    }

    /// Where the content of a DER element begins, and where it ends.
    private static func element(_ bytes: [UInt8], at start: Int) -> (content: Int, end: Int)? {
        guard start + 2 <= bytes.count else { return nil }
        var length = Int(bytes[start + 1])
        var content = start + 2
        if length >= 0x80 {
            let count = length - 0x80
            guard (1...3).contains(count), content + count <= bytes.count else { return nil }
            length = bytes[content..<(content + count)].reduce(0) { $0 << 8 | Int($1) }
            content += count
        }
        return content + length <= bytes.count ? (content, content + length) : nil
    }
}
