import { codeIn, has } from '../code.ts';
import { pinsAny } from '../coverage.ts';
import { a, b, domainConfig, nsc } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found } from '../places.ts';
import type { Found, Project, ProjectFile, Rule } from '../rule.ts';

const flutterSdk = /^[ \t]+flutter:[ \t]*(?:#.*)?\r?\n[ \t]+sdk:[ \t]*flutter\b/m;
/** Packages that make their connections with the platform's own clients, or pin by themselves. */
const ofPlatform = /^[ \t]+(?:cronet_http|cupertino_http|native_dio_adapter|http_certificate_pinning)[ \t]*:/m;
/** What decides over certificates in Dart is judged by other rules. */
const ownTrust =
  /badCertificateCallback|validateCertificate|SecurityContext|setTrustedCertificates\w*|\w*CertificatePinning\w*|SecureHttpClient/;

const config = 'android/app/src/main/res/xml/network_security_config.xml';
const pubspec = (packages: string) => `name: bank
dependencies:
  flutter:
    sdk: flutter
${packages}`;

export const flutterUncovered: Rule = {
  id: 'flutter-uncovered',
  title: 'Connections of Dart that no pin reaches',
  severity: 'warning',
  scope: 'project',
  forms: ['nsc', 'ats', 'flutter'],
  meaning:
    'Dart makes its connections with a TLS library of its own, which asks neither a Network Security Config nor App Transport Security for pins. What a Flutter app sends through http or Dio is protected by the CAs of the device alone.',
  repair:
    'Make the connections with the platform (cronet_http on Android, cupertino_http on Apple), or pin in Dart: livepin generate --list shows the forms for it.',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: {
      'pubspec.yaml': pubspec('  http: ^1.2.0\n'),
      [config]: nsc(domainConfig('api.example.com', [a, b])),
    },
    at: ['flutter:'],
  },
  good: {
    files: {
      'pubspec.yaml': pubspec('  cronet_http: ^1.3.0\n  cupertino_http: ^2.0.0\n'),
      [config]: nsc(domainConfig('api.example.com', [a, b])),
    },
  },
  check(project) {
    return project.files.flatMap((each) => {
      const { path, text } = each.file;
      const folder = /^(.*\/|)pubspec\.yaml$/.exec(path)?.[1];
      const sdk = flutterSdk.exec(text ?? '');
      return folder === undefined || !sdk || ofPlatform.test(text ?? '') ? [] : uncovered(each, sdk, folder, project);
    });
  },
};

function uncovered(
  pubspecFile: ProjectFile,
  sdk: RegExpExecArray,
  folder: string,
  { files, ownHosts }: Project,
): Found[] {
  const own = files.filter(({ file }) => file.path.startsWith(folder));
  const pinning = own.filter(({ configs }) => configs.some(pinsAny));
  const [first] = pinning;
  const isOfPlatform = pinning.every(({ configs }) => configs.every((each) => isOf(each, 'nsc', 'ats')));
  if (!first || !isOfPlatform || codeIn({ files: own, ownHosts }, 'dart').some((code) => has(code, ownTrust)))
    return [];
  const start = sdk.index + sdk[0].indexOf('flutter:');
  const sentence = `The pins of ${first.file.path} do not reach the connections that this app makes in Dart.`;
  return [found(pubspecFile, { start, end: start + 'flutter'.length }, sentence)];
}
