import { expect, test } from 'vitest';
import { a, ats, atsDomain, b, nsc } from '../../src/lint/example-pieces.ts';
import { shown } from './example-project.ts';

const pubspec = (packages = '', head = 'name: bank\n') =>
  `${head}dependencies:\n  flutter: # the framework\n    sdk: flutter\n${packages}`;
const plist = { 'ios/Runner/Info.plist': ats(atsDomain('api.example.com', [a, b])) };
const pinned = { 'pubspec.yaml': pubspec(), ...plist };

test.each([
  { says: 'pins of App Transport Security', files: pinned },
  { says: 'a package that is commented out', files: { ...pinned, 'pubspec.yaml': pubspec('  # cupertino_http: 2\n') } },
  {
    says: 'code in Dart that is no connection',
    files: { ...pinned, 'lib/a.dart': '// SecurityContext()\nmain() {}\n' },
  },
])('$says: found', ({ files }) => {
  expect(shown({ files }, 'flutter-uncovered')).toEqual(['warning: flutter']);
});

test.each([
  { says: 'a package for Apple', files: { ...pinned, 'pubspec.yaml': pubspec('  cupertino_http: ^2.0.0\n') } },
  { says: 'a package of Dart alone', files: { ...pinned, 'pubspec.yaml': 'name: a\ndependencies:\n  http: ^1.2.0\n' } },
  { says: 'no pins', files: { 'pubspec.yaml': pubspec(), 'res/xml/a.xml': nsc('') } },
  { says: 'pins of another project', files: { 'app/pubspec.yaml': pubspec(), ...plist } },
  {
    says: 'trust that is decided in Dart',
    files: { ...pinned, 'lib/a.dart': 'final context = SecurityContext(withTrustedRoots: false);\n' },
  },
])('$says: not found', ({ files }) => {
  expect(shown({ files }, 'flutter-uncovered')).toEqual([]);
});
