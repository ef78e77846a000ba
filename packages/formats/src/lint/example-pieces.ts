// What the examples of the rules are put together from, so that each shows little more than what it is about.

/** Pins of keys that nobody has. */
export const [a, b, c, d] = [
  'G3sKSFSFBZcWTZ5boe+mi6J2PRafTZlzegXKZ4F/m1U=',
  'au1Xxuo0An5c3AmRuXuk6fOO2AQr3FJ6IllEK+aJIP0=',
  'ZiEPVmyjXZGD8qh4oGb0wZLXH2CxNmTIlClSOXirUwA=',
  'b6YmORLUd2PRUfO+scssEgsTvtC5c0/QIPhzEwORoaY=',
] as const;

/** What stands around the configs of an Android Network Security Config. */
export function nsc(inner: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<network-security-config>\n${indented(inner, 4)}</network-security-config>\n`;
}

export function pinSet(pins: readonly string[], expiration: string | null = '2027-08-01'): string {
  const date = expiration === null ? '' : ` expiration="${expiration}"`;
  const lines = pins.map((pin) => `    <pin digest="SHA-256">${pin}</pin>\n`);
  return `<pin-set${date}>\n${lines.join('')}</pin-set>\n`;
}

/** A host with its pins. */
export function domainConfig(host: string, pins: readonly string[], expiration: string | null = '2027-08-01'): string {
  const domain = `<domain includeSubdomains="true">${host}</domain>\n`;
  return `<domain-config>\n${indented(domain + pinSet(pins, expiration), 4)}</domain-config>\n`;
}

export const nscPath = 'app/src/main/res/xml/network_security_config.xml';
export const manifestPath = 'app/src/main/AndroidManifest.xml';

/** @param attributes of the application */
export function manifest(attributes: string, inner = ''): string {
  return `<manifest xmlns:android="http://schemas.android.com/apk/res/android">
    <application ${attributes}>
${indented(inner, 8)}    </application>
</manifest>
`;
}

export const manifestOfConfig = manifest('android:networkSecurityConfig="@xml/network_security_config"');

export function infoPlist(inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${indented(inner, 4)}</dict>
</plist>
`;
}

/** @param domains what stands in `NSPinnedDomains` @param beside what stands beside it */
export function ats(domains: string, beside = ''): string {
  return infoPlist(`<key>NSAppTransportSecurity</key>
<dict>
${indented(beside, 4)}    <key>NSPinnedDomains</key>
    <dict>
${indented(domains, 8)}    </dict>
</dict>
`);
}

export function atsDomain(host: string, pins: readonly string[], set = 'NSPinnedCAIdentities'): string {
  return `<key>${host}</key>
<dict>
    <key>NSIncludesSubdomains</key>
    <true/>
${indented(atsSet(set, pins), 4)}</dict>
`;
}

export function atsSet(set: string, pins: readonly string[]): string {
  const items = pins.map(
    (pin) => `    <dict>
        <key>SPKI-SHA256-BASE64</key>
        <string>${pin}</string>
    </dict>\n`,
  );
  return `<key>${set}</key>\n<array>\n${items.join('')}</array>\n`;
}

/** @param domains what stands in `TSKPinnedDomains` @param beside what stands beside it */
export function trustKit(domains: string, beside = ''): string {
  return infoPlist(`<key>TSKConfiguration</key>
<dict>
${indented(beside, 4)}    <key>TSKPinnedDomains</key>
    <dict>
${indented(domains, 8)}    </dict>
</dict>
`);
}

/** @param more further keys of the domain */
export function trustKitDomain(host: string, pins: readonly string[], more = ''): string {
  const items = pins.map((pin) => `        <string>${pin}</string>\n`);
  return `<key>${host}</key>
<dict>
    <key>TSKIncludeSubdomains</key>
    <true/>
    <key>TSKDisableDefaultReportUri</key>
    <true/>
${indented(more, 4)}    <key>TSKPublicKeyHashes</key>
    <array>
${items.join('')}    </array>
</dict>
`;
}

export const pinnerPath = 'app/src/main/java/com/example/Pins.kt';

/** OkHttp in Kotlin: a pattern and its pins in each row. */
export function pinner(...rows: readonly (readonly string[])[]): string {
  const calls = rows.map((row) => `    .add(${row.map((text) => `"${text}"`).join(', ')})\n`);
  return `import okhttp3.CertificatePinner

val pinner = CertificatePinner.Builder()
${calls.join('')}    .build()
`;
}

/** `initializeSslPinning` with what stands in its object. */
export function sslPinning(inner: string): string {
  return `import { initializeSslPinning } from 'react-native-ssl-public-key-pinning';

export async function pinServers() {
  await initializeSslPinning({
${indented(inner, 4)}  });
}
`;
}

export function sha256(pin: string): string {
  return `sha256/${pin}`;
}

function indented(text: string, blanks: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(blanks));
}
