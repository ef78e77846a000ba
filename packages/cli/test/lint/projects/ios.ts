import { inHalfAYear, type Project, pins } from '../project.ts';

export const ios: Project = {
  name: 'an iOS app with TrustKit and App Transport Security',
  files: {
    'Shop/Info.plist': `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>CFBundleIdentifier</key>
	<string>com.example.shop</string>
	<key>NSAppTransportSecurity</key>
	<dict>
		<key>NSAllowsArbitraryLoads</key>
		<true/>
		<key>NSPinnedDomains</key>
		<dict>
			<key>api.example.com</key>
			<dict>
				<key>NSIncludesSubdomains</key>
				<true/>
				<key>NSPinnedLeafIdentities</key>
				<array>
					<dict>
						<key>SPKI-SHA256-Base64</key>
						<string>${pins.a}</string>
					</dict>
				</array>
			</dict>
		</dict>
	</dict>
	<key>TSKConfiguration</key>
	<dict>
		<key>TSKSwizzleNetworkDelegates</key>
		<true/>
		<key>TSKPinnedDomains</key>
		<dict>
			<key>api.example.com</key>
			<dict>
				<key>TSKExpirationDate</key>
				<string>${inHalfAYear}</string>
				<key>TSKPublicKeyHashes</key>
				<array>
					<string>${pins.a}</string>
				</array>
			</dict>
		</dict>
	</dict>
</dict>
</plist>
`,
    'Shop/Session.swift': `import Foundation

final class Session: NSObject, URLSessionDelegate {
    func urlSession(
        _ session: URLSession,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        completionHandler(.useCredential, URLCredential(trust: challenge.protectionSpace.serverTrust!))
    }
}
`,
    'Shop/Api.swift': `import Alamofire

// DisabledTrustEvaluator() would switch everything off.
let session = Session(serverTrustManager: ServerTrustManager(evaluators: ["img.example.com": DisabledTrustEvaluator()]))
`,
    'Podfile.lock': 'PODS:\n  - TrustKit (3.0.7)\n',
    'Pods/TrustKit/TrustKit.swift': 'let evaluator = DisabledTrustEvaluator()\n',
  },
  faults: [
    'Shop/Api.swift:4 error trust-all',
    'Shop/Info.plist:9 warning ats-arbitrary-loads',
    'Shop/Info.plist:13 error ats-no-identities',
    'Shop/Info.plist:20 error ats-misspelt-key',
    'Shop/Info.plist:29 warning trustkit-swizzling',
    'Shop/Info.plist:33 warning trustkit-default-report',
    'Shop/Info.plist:33 error trustkit-too-few-pins',
    'Shop/Info.plist:39 error no-backup-pin',
    'Shop/Session.swift:9 error trust-all',
  ],
};
