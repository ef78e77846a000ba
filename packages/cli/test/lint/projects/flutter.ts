import { type Project, pins } from '../project.ts';

export const flutter: Project = {
  name: 'a Flutter app',
  files: {
    'pubspec.yaml': 'name: shop\ndependencies:\n  http_certificate_pinning: ^3.0.1\n',
    'lib/client.dart': `import 'dart:io';

HttpClient client() {
  final client = HttpClient();
  client.badCertificateCallback = (certificate, host, port) => true;
  return client;
}
`,
    'lib/pinned.dart': `import 'package:http_certificate_pinning/http_certificate_pinning.dart';

Future<String> check() => HttpCertificatePinning.check(
      serverURL: 'https://api.example.com',
      sha: SHA.SHA256,
      allowedSHAFingerprints: ['A1:B2:C3'],
    );
`,
    'android/app/src/main/AndroidManifest.xml': `<manifest xmlns:android="http://schemas.android.com/apk/res/android">
    <application android:label="shop" />
</manifest>
`,
    'android/app/src/main/res/xml/network_security_config.xml': `<network-security-config>
  <domain-config>
    <domain>api.example.com</domain>
    <pin-set>
      <pin digest="SHA-256">${pins.a}</pin>
      <pin digest="SHA-256">${pins.b}</pin>
    </pin-set>
  </domain-config>
</network-security-config>
`,
    '.dart_tool/package.dart': 'final x = badCertificateCallback = (a, b, c) => true;\n',
  },
  faults: [
    'android/app/src/main/res/xml/network_security_config.xml:1 error nsc-not-referenced',
    'android/app/src/main/res/xml/network_security_config.xml:3 info pin-set-no-expiry',
    'lib/client.dart:5 error trust-all',
    'lib/pinned.dart:3 error probe-connection',
    'lib/pinned.dart:6 warning whole-certificate-pin',
  ],
};
