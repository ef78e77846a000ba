/**
 * A proxy auto-configuration file. Everything goes by the lab, and fails where the lab is not there: no "DIRECT" behind it,
 * or an app would slip past unseen.
 * @param proxy `192.168.1.5:8899`
 */
export function proxyPacOf(proxy: string): string {
  return `function FindProxyForURL(url, host) {\n  return ${JSON.stringify(`PROXY ${proxy}`)};\n}\n`;
}
