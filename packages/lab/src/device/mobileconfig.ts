import { hash } from 'node:crypto';

const secondsUntilRemoval = 24 * 60 * 60;

/**
 * A configuration profile that brings one root certificate to iOS (Apple, Device Management: TopLevel, CertificateRoot).
 * The device removes it by itself after a day, so that a forgotten one does no harm for long. Identifier and UUIDs come from
 * the certificate: the same root replaces itself, another one stands beside it.
 */
export function mobileconfigOf(root: { readonly der: Uint8Array; readonly name: string }): string {
  const uuid = (what: string) =>
    uuidFrom(hash('sha256', Buffer.concat([Buffer.from(`${what}\0`), root.der]), 'buffer'));
  const identifier = `com.livepin.lab.${uuid('profile')}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>${identifier}</string>
  <key>PayloadUUID</key><string>${uuid('profile')}</string>
  <key>PayloadDisplayName</key><string>${escapeXml(root.name)}</string>
  <key>PayloadDescription</key><string>Lets a Livepin lab read this device's encrypted connections, for a test. Remove it afterwards; it removes itself after a day.</string>
  <key>PayloadRemovalDisallowed</key><false/>
  <key>DurationUntilRemoval</key><integer>${secondsUntilRemoval}</integer>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>com.apple.security.root</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>${identifier}.root</string>
      <key>PayloadUUID</key><string>${uuid('root')}</string>
      <key>PayloadDisplayName</key><string>${escapeXml(root.name)}</string>
      <key>PayloadCertificateFileName</key><string>livepin-lab.cer</string>
      <key>PayloadContent</key>
      <data>${Buffer.from(root.der).toString('base64')}</data>
    </dict>
  </array>
</dict>
</plist>
`;
}

/** Version 8, which is what a hash may be put into (RFC 9562 §5.8). Upper case, as Apple writes them. */
function uuidFrom(digest: Uint8Array): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function escapeXml(text: string): string {
  const escaped = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  // What XML 1.0 cannot hold, however it is written.
  return escaped.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
