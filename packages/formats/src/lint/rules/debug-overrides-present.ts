import { a, b, domainConfig, manifest, manifestPath, nsc, nscPath } from '../example-pieces.ts';
import { manifestsIn } from '../manifests.ts';
import { isDebugOnly } from '../paths.ts';
import type { Rule } from '../rule.ts';

const overrides = `<debug-overrides>
    <trust-anchors>
        <certificates src="user" />
    </trust-anchors>
</debug-overrides>
`;

export const debugOverridesPresent: Rule = {
  id: 'debug-overrides-present',
  title: 'Other trust in debuggable builds',
  severity: 'info',
  scope: 'project',
  forms: ['nsc', 'trustkit-android', 'manifest'],
  meaning:
    'In debuggable builds other CAs are trusted and pins do not hold. That is what it is for, and fine as long as no release is debuggable: an error where the manifest makes every build so.',
  repair: 'Leave android:debuggable to the build tools.',
  standards: ['MASTG-TEST-0286', 'MASWE-0052'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b]) + overrides) },
    at: ['<debug-overrides>'],
  },
  good: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      [manifestPath]: manifest('android:networkSecurityConfig="@xml/network_security_config"'),
    },
  },
  check(project) {
    const debuggable = manifestsIn(project).find(
      ({ file, application }) => !isDebugOnly(file.path) && application?.debuggable?.value === 'true',
    );
    if (!debuggable) return [];
    return project.files.flatMap(({ file, configs }) =>
      configs
        .flatMap(({ problems }) => problems)
        .filter(({ rule }) => rule === 'debug-overrides-present')
        .map(({ span }) => ({
          path: file.path,
          span,
          severity: 'error' as const,
          sentence: `${debuggable.file.path} makes every build debuggable: <debug-overrides> holds in releases too.`,
        })),
    );
  },
};
