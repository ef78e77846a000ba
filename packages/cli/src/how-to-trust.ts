/**
 * How a development CA is made trusted, per platform.
 * @param file its root, PEM
 */
export function howToTrust(file: string): readonly { readonly platform: string; readonly steps: readonly string[] }[] {
  return [
    { platform: 'curl', steps: [`curl --cacert ${file} …`] },
    { platform: 'Node', steps: [`NODE_EXTRA_CA_CERTS=${file} node …`] },
    { platform: 'livepin', steps: [`livepin check HOST --ca ${file}`] },
    {
      platform: 'Java',
      steps: [
        `keytool -importcert -noprompt -alias livepin-dev -file ${file} -keystore dev-trust.p12 -storepass changeit`,
        'java -Djavax.net.ssl.trustStore=dev-trust.p12 -Djavax.net.ssl.trustStorePassword=changeit …',
      ],
    },
    {
      platform: 'Android, debuggable builds',
      steps: [
        `copy ${file} to res/raw/dev_ca.pem; in res/xml/network_security_config.xml:`,
        '<network-security-config><debug-overrides><trust-anchors>',
        '  <certificates src="@raw/dev_ca" overridePins="false"/>',
        '</trust-anchors></debug-overrides></network-security-config>',
      ],
    },
    { platform: 'iOS simulator', steps: [`xcrun simctl keychain booted add-root-cert ${file}`] },
  ];
}
