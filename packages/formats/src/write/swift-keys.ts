import type { PinPlan } from '../plan.ts';
import type { PinnedHost } from './pinned-hosts.ts';
import { expiryReason, quoted } from './text.ts';

/**
 * `PinnedKeys` in Swift: which pins a host has, and whether the path of a trust that was evaluated holds one. The key is
 * cut from the certificate as it stands there: SecKeyCopyExternalRepresentation leaves out which algorithm it is for.
 */
export function swiftKeys({ expires }: PinPlan, hosts: readonly PinnedHost[]): string {
  const rows = hosts.map(
    ({ host, subdomains, pins }) => `        "${host}": (subdomains: ${subdomains}, pins: [${quoted(pins)}]),\n`,
  );
  const check =
    expires === null
      ? ''
      : `        // ${expiryReason(expires)}
        guard Date().timeIntervalSince1970 < ${expires} else { return [] }
`;
  return `enum PinnedKeys {
    private static let hosts: [String: (subdomains: Bool, pins: Set<String>)] = [
${rows.join('')}    ]

    /// The pins of the most specific name; empty where the host is not pinned.
    static func pins(for host: String) -> Set<String> {
${check}        var name = Substring(host.lowercased())
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
`;
}
