// Pins of api.example.com, xn--bcher-kva.example.org, made by livepin on 2026-11-26; safe until 2027-06-01.
// kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg= = leaf: CN=leaf (until 2027-01-01)
// kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc= = backup: backup.pem
// kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY= = leaf: CN=leaf (until 2027-01-01)
// kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU= = backup: backup.pem

import TrustKit

enum PinnedHosts {
    /// Call once, when the app starts, before the first connection.
    static func start() {
        TrustKit.initSharedInstance(withConfiguration: [
            kTSKSwizzleNetworkDelegates: false,
            kTSKPinnedDomains: [
                "api.example.com": [
                    kTSKIncludeSubdomains: true,
                    kTSKEnforcePinning: true,
                    kTSKDisableDefaultReportUri: true,
                    kTSKExpirationDate: "2027-05-31",
                    kTSKPublicKeyHashes: [
                        "kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg=",
                        "kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc=",
                    ],
                ] as [String: Any],
                "xn--bcher-kva.example.org": [
                    kTSKIncludeSubdomains: false,
                    kTSKEnforcePinning: true,
                    kTSKDisableDefaultReportUri: true,
                    kTSKExpirationDate: "2027-05-31",
                    kTSKPublicKeyHashes: [
                        "kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY=",
                        "kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU=",
                    ],
                ] as [String: Any],
            ] as [String: Any],
        ])
    }
}
