import type { PinPlan } from '../plan.ts';
import type { PinnedHost } from './pinned-hosts.ts';
import { expiryReason, headerComment, quoted } from './text.ts';

/** What every form for dart:io is called in sentences: it can see the server's certificate alone. */
export const dartForm = { name: 'dart:io', compares: 'leaf', excludes: true } as const;

/**
 * `pinnedHttpClient()` for dart:io, which knows nothing of the pins of Android and iOS. The key is compared where the
 * connection is made: every later place (badCertificateCallback, Dio's validateCertificate) comes too late or not at all.
 */
export function dartClient(plan: PinPlan, hosts: readonly PinnedHost[]): string {
  const rows = hosts.map(
    ({ host, subdomains, pins }) => `  '${host}': (subdomains: ${subdomains}, pins: {${quoted(pins, "'")}}),\n`,
  );
  const check =
    plan.expires === null
      ? ''
      : `  // ${expiryReason(plan.expires)}
  if (DateTime.now().millisecondsSinceEpoch >= ${plan.expires * 1000}) return const {};
`;
  return `${headerComment(plan, '//')}
import 'dart:convert';
import 'dart:io';
import 'dart:typed_data';

import 'package:crypto/crypto.dart';

const Map<String, ({bool subdomains, Set<String> pins})> _hosts = {
${rows.join('')}};

/// A client that compares the server's key before it sends a byte of the request.
/// With [context] the trusted roots can be chosen too.
HttpClient pinnedHttpClient({SecurityContext? context}) {
  return HttpClient(context: context)
    // Through a proxy, the secure connection is made where its key cannot be seen.
    ..findProxy = ((_) => 'DIRECT')
    ..connectionFactory = (url, proxyHost, proxyPort) async {
      if (!url.isScheme('https')) return Socket.startConnect(url.host, url.port);
      final task = await SecureSocket.startConnect(url.host, url.port, context: context);
      return ConnectionTask.fromSocket(task.socket.then((socket) => _judge(socket, url.host)), task.cancel);
    };
}

SecureSocket _judge(SecureSocket socket, String host) {
  final pins = _pinsFor(host);
  if (pins.isEmpty) return socket;
  final certificate = socket.peerCertificate;
  if (certificate != null && pins.contains(base64.encode(sha256.convert(_publicKeyInfo(certificate.der)).bytes))) {
    return socket;
  }
  socket.destroy();
  throw TlsException('No pinned key at $host');
}

/// The pins of the most specific name; empty where the host is not pinned.
Set<String> _pinsFor(String host) {
${check}  var name = host.toLowerCase();
  if (name.endsWith('.')) name = name.substring(0, name.length - 1);
  final own = _hosts[name];
  if (own != null) return own.pins;
  for (var dot = name.indexOf('.'); dot != -1; dot = name.indexOf('.', dot + 1)) {
    final above = _hosts[name.substring(dot + 1)];
    if (above != null && above.subdomains) return above.pins;
  }
  return const {};
}

/// The SubjectPublicKeyInfo of a certificate (RFC 5280, section 4.1), byte for byte.
Uint8List _publicKeyInfo(Uint8List der) {
  var at = _content(der, _content(der, 0));
  // The version may be missing; serial number, signature, issuer, validity and subject follow.
  if (der[at] == 0xa0) at = _end(der, at);
  for (var skipped = 0; skipped < 5; skipped++) {
    at = _end(der, at);
  }
  return Uint8List.sublistView(der, at, _end(der, at));
}

/// Where the content of the DER element at [at] begins.
int _content(Uint8List der, int at) => at + 2 + (der[at + 1] < 0x80 ? 0 : der[at + 1] - 0x80);

int _end(Uint8List der, int at) {
  final content = _content(der, at);
  if (der[at + 1] < 0x80) return content + der[at + 1];
  return content + der.sublist(at + 2, content).fold(0, (length, byte) => length << 8 | byte);
}
`;
}

export const dartSteps: readonly string[] = [
  'Dart 3 and the package "crypto" are needed: dart pub add crypto.',
  'Proxies of the environment are not used, and WebViews and plugins with native networking are not pinned by this.',
  'On Android and iOS, package cronet_http and cupertino_http obey the platform instead: livepin generate android-nsc ats.',
];
