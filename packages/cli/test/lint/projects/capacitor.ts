import { inHalfAYear, type Project, pins } from '../project.ts';

export const capacitor: Project = {
  name: 'a Capacitor app',
  files: {
    'capacitor.config.json': '{ "appId": "com.example.shop", "webDir": "www" }\n',
    'android/app/src/main/AndroidManifest.xml': `<manifest xmlns:android="http://schemas.android.com/apk/res/android">
    <application android:networkSecurityConfig="@xml/network_security_config" />
</manifest>
`,
    'android/app/src/main/res/xml/network_security_config.xml': `<network-security-config>
  <base-config cleartextTrafficPermitted="true" />
  <domain-config>
    <domain includeSubdomains="true">*.example.com</domain>
    <pin-set expiration="${inHalfAYear}">
      <pin digest="SHA-256">${pins.a}</pin>
      <pin digest="SHA-256">${pins.a}</pin>
    </pin-set>
  </domain-config>
</network-security-config>
`,
    'ios/App/App/Info.plist': `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
  <key>NSAppTransportSecurity</key>
  <dict>
    <key>NSPinnedDomains</key>
    <dict>
      <key>api.example.com</key>
      <dict>
        <key>NSPinnedCAIdentities</key>
        <array>
          <dict><key>SPKI-SHA256-BASE64</key><string>${pins.b}</string></dict>
          <dict><key>SPKI-SHA256-BASE64</key><string>${pins.c}</string></dict>
        </array>
      </dict>
    </dict>
  </dict>
</dict>
</plist>
`,
    'www/index.html': '<script>fetch("https://api.example.com")</script>\n',
  },
  faults: [
    'android/app/src/main/res/xml/network_security_config.xml:2 error cleartext-permitted',
    'android/app/src/main/res/xml/network_security_config.xml:4 error wildcard-literal',
    'android/app/src/main/res/xml/network_security_config.xml:6 error no-backup-pin',
    'android/app/src/main/res/xml/network_security_config.xml:7 warning duplicate-pin',
    'ios/App/App/Info.plist:8 warning platform-drift',
  ],
};
