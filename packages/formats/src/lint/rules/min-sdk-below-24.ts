import { pinsAny } from '../coverage.ts';
import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { minSdksIn } from '../gradle.ts';
import type { Rule } from '../rule.ts';

const build = (minSdk: number) => `android {
    namespace = "com.example"
    defaultConfig {
        minSdk = ${minSdk}
    }
}
`;

export const minSdkBelow24: Rule = {
  id: 'min-sdk-below-24',
  title: 'Older devices pass over every pin',
  severity: 'warning',
  scope: 'project',
  forms: ['nsc', 'manifest', 'gradle'],
  meaning:
    'Android before 7.0 (API 24) does not know Network Security Configs: on these devices, which the app still supports, nothing is pinned.',
  repair: 'Raise minSdk to 24, or pin in code too (OkHttp, TrustKit for Android).',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])), 'app/build.gradle.kts': build(21) },
    at: ['21'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])), 'app/build.gradle.kts': build(24) } },
  check: (project) =>
    project.files.some(({ configs }) => configs.some((config) => isOf(config, 'nsc') && pinsAny(config)))
      ? minSdksIn(project)
          .filter(({ level }) => level < 24)
          .map(({ file, span, level }) => ({
            path: file.path,
            span,
            sentence: `Devices from API ${level} on can install the app: below 24 they pass over its Network Security Config.`,
          }))
      : [],
};
