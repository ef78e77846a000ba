// Pins of example.com, api.example.com, beta.example.com, made by livepin on 2026-11-26; safe until 2027-06-01.
// kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg= = leaf: CN=leaf (until 2027-01-01)
// kOWe86wBug/IHdYr5DnyRwBVDmMccSp/OI1Gm1SpYrc= = intermediate: CN=intermediate (until 2027-01-01)
// kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY= = backup: backup.pem
// kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU= = leaf: CN=leaf (until 2027-01-01)
// kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ= = backup: backup.pem

import 'dart:convert';
import 'dart:io';
import 'dart:typed_data';

import 'package:crypto/crypto.dart';

const Map<String, ({bool subdomains, Set<String> pins})> _hosts = {
  'api.example.com': (subdomains: false, pins: {'kCOeMaw/uk3IW9Zp5HfyhQCTDqEcryq9OMtG2VTnYvU=', 'kEKeUKxeumzIetaI5JbypACyDsAczircOOpG+FQGYhQ='}),
  'beta.example.com': (subdomains: false, pins: {}),
  'example.com': (subdomains: true, pins: {'kMae1KziuvDI/tYM5BryKAA2DkQcUipgOG5GfFSKYpg=', 'kASeEqwgui7IPNZK5FjyZgB0DoIckCqeOKxGulTIYtY='}),
};

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
  // From 2027-06-01 on nothing is pinned: an app that is not updated must not lose its servers for ever.
  if (DateTime.now().millisecondsSinceEpoch >= 1811808000000) return const {};
  var name = host.toLowerCase();
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
