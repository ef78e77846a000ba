import { describe, expect, test } from 'vitest';
import { a, b, domainConfig, nsc, nscPath } from '../../src/lint/example-pieces.ts';
import { isSearched, lintExample } from './example-project.ts';

function rulesIn(path: string, text: string): string[] {
  return lintExample({ files: { [path]: text } }).map(({ rule }) => rule);
}

describe('trust-all', () => {
  test.each([
    ['Trust.kt', 'override fun checkServerTrusted(chain: Array<X509Certificate>, type: String) {}'],
    ['Trust.kt', 'override fun checkServerTrusted(chain: Array<out X509Certificate>?, type: String?) = Unit'],
    ['Trust.kt', 'override fun checkServerTrusted(c: Array<X509Certificate>, t: String) { /* later */ }'],
    ['Trust.java', 'public void checkServerTrusted(X509Certificate[] c, String t) throws CertificateException { }'],
    ['Trust.java', 'public void checkServerTrusted(X509Certificate[] c, String t) { return; }'],
    ['Client.kt', 'OkHttpClient.Builder().hostnameVerifier { _, _ -> true }.build()'],
    ['Client.kt', 'val anyName = HostnameVerifier { _: String, _: SSLSession -> true }'],
    ['Client.java', 'builder.hostnameVerifier((name, session) -> true);'],
    ['Client.java', 'HttpsURLConnection.setDefaultHostnameVerifier((name, session) -> true);'],
    [
      'Client.java',
      'class V implements HostnameVerifier { public boolean verify(String name, SSLSession s) { return true; } }',
    ],
    ['Client.java', 'connection.setHostnameVerifier(SSLSocketFactory.ALLOW_ALL_HOSTNAME_VERIFIER);'],
    ['Client.java', 'builder.setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE);'],
    ['View.kt', 'override fun onReceivedSslError(v: WebView, h: SslErrorHandler, e: SslError) { h.proceed() }'],
    ['Api.swift', 'let manager = ServerTrustManager(evaluators: ["api.example.com": DisabledTrustEvaluator()])'],
    [
      'Api.swift',
      'func urlSession(_ s: URLSession, didReceive challenge: C, h: H) { h(.useCredential, URLCredential(trust: t)) }',
    ],
    ['Api.m', 'manager.securityPolicy.allowInvalidCertificates = YES;'],
    ['client.dart', 'client.badCertificateCallback = (X509Certificate cert, String host, int port) { return true; };'],
    ['client.dart', 'client.badCertificateCallback = (cert, host, port) => true;'],
    ['client.dart', 'final s = await SecureSocket.connect(h, 443, onBadCertificate: (_) => true);'],
    ['api.ts', 'const agent = new https.Agent({ rejectUnauthorized: false });'],
    ['api.js', "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';"],
    ['api.js', 'process.env.NODE_TLS_REJECT_UNAUTHORIZED = 0;'],
    ['api.js', 'tls.connect({ host, checkServerIdentity: () => undefined });'],
    ['main.js', 'session.defaultSession.setCertificateVerifyProc((request, done) => { done(0); });'],
    ['index.js', "cordova.plugin.http.setServerTrustMode('nocheck', done, failed);"],
    ['api.js', 'fetch(url, { disableAllSecurity: true });'],
    ['Api.cs', 'handler.ServerCertificateCustomValidationCallback = (m, c, ch, e) => true;'],
    ['Api.cs', 'ServicePointManager.ServerCertificateValidationCallback += (s, c, ch, e) => { return true; };'],
    ['Api.cs', 'ServicePointManager.ServerCertificateValidationCallback = delegate { return true; };'],
    [
      'Api.cs',
      'h.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;',
    ],
    ['Handler.cs', 'class H : CertificateHandler { protected override bool ValidateCertificate(byte[] der) => true; }'],
    [
      'Handler.cs',
      'class H : CertificateHandler { protected override bool ValidateCertificate(byte[] der)\n{\n return true;\n} }',
    ],
    ['main.go', 'client := &tls.Config{InsecureSkipVerify: true}'],
    ['api.py', 'requests.get("https://api.example.com", verify=False)'],
    ['api.py', 'context = ssl._create_unverified_context()'],
    ['api.py', 'context.verify_mode = ssl.CERT_NONE'],
  ])('%s: %s', (path, text) => {
    expect(rulesIn(path, text)).toEqual(['trust-all']);
    expect(isSearched(path, text)).toBe(true);
  });

  test.each([
    ['Trust.kt', '// override fun checkServerTrusted(chain: Array<X509Certificate>, type: String) {}'],
    ['Trust.kt', 'val text = "fun checkServerTrusted(chain: X, type: String) {}"'],
    ['Trust.kt', 'fun checkServerTrusted(c: Array<X509Certificate>, t: String) { platform.checkServerTrusted(c, t) }'],
    ['Trust.kt', 'override fun checkClientTrusted(chain: Array<X509Certificate>, type: String) {}'],
    ['Client.kt', 'OkHttpClient.Builder().hostnameVerifier { name, _ -> name == "api.example.com" }.build()'],
    ['View.kt', 'override fun onReceivedSslError(v: WebView, h: SslErrorHandler, e: SslError) { h.cancel() }'],
    ['View.kt', 'fun onReceivedSslError(v: WebView, h: H, e: E) { if (known(e)) h.proceed() else h.cancel() }'],
    ['Api.swift', '/* DisabledTrustEvaluator() */ let e = DefaultTrustEvaluator()'],
    ['Api.swift', 'guard SecTrustEvaluateWithError(trust, nil) else { return }\nlet c = URLCredential(trust: trust)'],
    ['client.dart', 'client.badCertificateCallback = (cert, host, port) => false;'],
    ['client.dart', 'client.badCertificateCallback = (cert, host, port) => true && isKnown(cert);'],
    ['api.ts', '// never rejectUnauthorized: false\nconst agent = new https.Agent({ rejectUnauthorized: true });'],
    ['api.ts', 'log("rejectUnauthorized: false is forbidden");'],
    ['api.js', 'tls.connect({ host, checkServerIdentity: (name, cert) => judge(name, cert) });'],
    ['Api.cs', 'handler.ServerCertificateCustomValidationCallback = (m, c, ch, e) => e == SslPolicyErrors.None;'],
    ['Api.cs', 'var s = @"ServerCertificateValidationCallback = (a) => true";'],
    ['main.go', 'client := &tls.Config{InsecureSkipVerify: false}'],
    ['api.py', '# requests.get(url, verify=False)\nrequests.get(url, verify=True)'],
    ['test/api.test.ts', 'const agent = new https.Agent({ rejectUnauthorized: false });'],
    ['app/src/test/java/Trust.kt', 'override fun checkServerTrusted(c: Array<X509Certificate>, t: String) {}'],
  ])('not in %s: %s', (path, text) => {
    expect(rulesIn(path, text)).not.toContain('trust-all');
  });

  test('in the source of debug builds it is worth knowing', () => {
    const files = { 'app/src/debug/java/Trust.kt': 'fun checkServerTrusted(c: Array<X509Certificate>, t: String) {}' };
    expect(lintExample({ files }).map(({ rule, severity }) => [rule, severity])).toEqual([['trust-all', 'info']]);
  });
});

describe('own-trust-manager', () => {
  const pinned = { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) };
  const own = (text: string) =>
    lintExample({ files: { ...pinned, 'app/src/main/java/Trust.java': text } }).map(({ rule }) => rule);

  test.each([
    'class T implements X509TrustManager { public void checkServerTrusted(X509Certificate[] c, String t) { ours(c); } }',
    'var t = new X509TrustManager() { public void checkServerTrusted(X509Certificate[] c, String t) { ours(c); } };',
    'class T extends X509ExtendedTrustManager { public void checkServerTrusted(X509Certificate[] c, String t) { x(c); } }',
    'TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX"); f.init(ourStore);',
  ])('%s', (text) => {
    expect(own(text)).toEqual(['own-trust-manager']);
  });

  test.each([
    'class T implements X509TrustManager { public void checkServerTrusted(X509Certificate[] c, String t) { p.checkServerTrusted(c, t); } }',
    'TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX"); f.init((KeyStore) null);',
    'TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX"); f.init(null);',
    'X509TrustManager t = platformTrustManager();',
    '// class T implements X509TrustManager { void checkServerTrusted(X509Certificate[] c) { ours(c); } }',
  ])('not: %s', (text) => {
    expect(own(text)).toEqual([]);
  });

  test('without a Network Security Config there is nothing to pass by', () => {
    const text =
      'class T implements X509TrustManager { void checkServerTrusted(X509Certificate[] c, String t) { x(c); } }';
    expect(rulesIn('Trust.java', text)).toEqual([]);
  });
});

test.each([
  [
    'chain-not-verified',
    'Handler.cs',
    'class H : CertificateHandler { protected override bool ValidateCertificate(byte[] der) { return pins.Contains(Hash(der)); } }',
  ],
  [
    'chain-not-verified',
    'Api.swift',
    'let e = PublicKeysTrustEvaluator(keys: keys, performDefaultValidation: false, validateHost: true)',
  ],
  ['chain-not-verified', 'Api.m', 'policy.validatesDomainName = NO;'],
  ['chain-not-verified', 'main.go', 'c := &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: comparePins}'],
  ['chain-not-verified', 'api.py', 'connector = aiohttp.TCPConnector(ssl=aiohttp.Fingerprint(digest))'],
  ['whole-certificate-pin', 'index.js', "cordova.plugin.http.setServerTrustMode('pinned', done, failed);"],
  [
    'whole-certificate-pin',
    'Api.swift',
    'let e = PinnedCertificatesTrustEvaluator(acceptSelfSignedCertificates: false)',
  ],
  ['whole-certificate-pin', 'api.ts', 'if (socket.getPeerCertificate().fingerprint256 !== expected) socket.destroy();'],
  [
    'whole-certificate-pin',
    'main.js',
    's.setCertificateVerifyProc((r, done) => done(r.certificate.fingerprint === ours ? 0 : -2));',
  ],
  [
    'whole-certificate-pin',
    'A.cs',
    'h.ServerCertificateCustomValidationCallback = (m, c, ch, e) => c.GetCertHashString() == ours;',
  ],
  ['whole-certificate-pin', 'api.js', "fetch(url, { sslPinning: { certs: ['api'] } });"],
  ['probe-connection', 'api.dart', 'final r = await HttpCertificatePinning.check(serverURL: url, sha: SHA.SHA256);'],
  [
    'cronet-local-anchor-bypass',
    'E.java',
    'b.addPublicKeyPins("api.example.com", pins, true, date); b.enablePublicKeyPinningBypassForLocalTrustAnchors(true);',
  ],
  ['curl-insecure', 'ci.yml', 'script:\n  - curl -fsSk https://api.example.com/health\n'],
])('%s in %s', (rule, path, text) => {
  expect(rulesIn(path, text)).toContain(rule);
  expect(isSearched(path, text)).toBe(true);
});

test.each([
  ['whole-certificate-pin', 'A.cs', 'log(certificate.Thumbprint);'],
  ['whole-certificate-pin', 'api.js', "fetch(url, { pkPinning: true, sslPinning: { certs: ['sha256/x'] } });"],
  [
    'chain-not-verified',
    'Handler.cs',
    'protected override bool ValidateCertificate(byte[] der) => new X509Chain().Build(Of(der));',
  ],
  [
    'chain-not-verified',
    'main.go',
    'c := &tls.Config{InsecureSkipVerify: true, VerifyConnection: func(s tls.ConnectionState) error { _, err := leaf.Verify(o); return err }}',
  ],
  ['trust-all', 'main.go', 'c := &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: comparePins}'],
  [
    'curl-insecure',
    'ci.yml',
    'script:\n  # curl -k https://api.example.com/health\n  - curl -fsS https://api.example.com/health\n',
  ],
  ['curl-insecure', 'ci.yml', "script:\n  - curl -H 'X: -k' -d k https://api.example.com/health\n"],
  [
    'cronet-local-anchor-bypass',
    'E.java',
    'b.addPublicKeyPins(h, pins, true, date).setEnablePublicKeyPinningBypassForLocalTrustAnchors(false);',
  ],
])('%s is not found in %s: %s', (rule, path, text) => {
  expect(rulesIn(path, text)).not.toContain(rule);
});
