import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { type Dependency, isOlder, okHttpVersions, reactNativeVersions } from '../gradle.ts';
import { placesIn } from '../places.ts';
import type { Found, Rule } from '../rule.ts';

const build = (version: string) => `dependencies {
    implementation("com.squareup.okhttp3:okhttp:${version}")
}
`;

export const libraryTooOld: Rule = {
  id: 'library-too-old',
  title: 'The library is too old for these pins',
  severity: 'error',
  scope: 'project',
  forms: ['okhttp', 'rn-public-key', 'gradle'],
  meaning:
    'OkHttp before 4.3 throws at patterns with "**."; before 3.1.2 it compares the certificates as they were sent, so that an attacker passes who adds the pinned one to his own (CVE-2016-2402). React Native before 0.65 has such an OkHttp.',
  repair: 'Update the library.',
  standards: ['CWE-295', 'CWE-1104'],
  bad: {
    files: {
      [pinnerPath]: pinner(['**.example.com', sha256(a), sha256(b)]),
      'app/build.gradle.kts': build('4.2.2'),
    },
    at: ['4.2.2'],
  },
  good: {
    files: {
      [pinnerPath]: pinner(['**.example.com', sha256(a), sha256(b)]),
      'app/build.gradle.kts': build('4.12.0'),
    },
  },
  check(project) {
    const places = placesIn(project).filter(({ entry }) => entry.pins.length > 0);
    const byOkHttp = places.filter(({ config }) => isOf(config, 'okhttp', 'ktor'));
    const hasTwoStars = byOkHttp.some(({ entry }) => entry.host.text.startsWith('**.'));
    const byReactNative = places.some(({ config }) => isOf(config, 'rn-public-key'));
    const old = ({ file, span }: Dependency, sentence: string): Found => ({ path: file.path, span, sentence });
    return [
      ...(byOkHttp.length > 0 ? okHttpVersions(project) : []).flatMap((each) => {
        if (isOlder(each.version, '3.1.2')) {
          return [
            old(
              each,
              `OkHttp ${each.version} compares pins with what was sent, not with the verified path (CVE-2016-2402).`,
            ),
          ];
        }
        if (hasTwoStars && isOlder(each.version, '4.3')) {
          return [old(each, `OkHttp ${each.version} throws at the patterns with "**." in this project.`)];
        }
        return [];
      }),
      ...(byReactNative ? reactNativeVersions(project) : [])
        .filter(({ version }) => isOlder(version, '0.65'))
        .map((each) =>
          old(
            each,
            `React Native ${each.version} has an OkHttp that throws at the patterns of react-native-ssl-public-key-pinning.`,
          ),
        ),
    ];
  },
};
