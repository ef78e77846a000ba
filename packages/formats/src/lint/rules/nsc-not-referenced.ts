import { pinsAny } from '../coverage.ts';
import { a, b, domainConfig, manifest, manifestOfConfig, manifestPath, nsc, nscPath } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { configNameOf, type Manifest, manifestsIn } from '../manifests.ts';
import { sourceSetOf } from '../paths.ts';
import type { Found, Project, ProjectFile, Rule } from '../rule.ts';

export const nscNotReferenced: Rule = {
  id: 'nsc-not-referenced',
  title: 'The manifest does not name the file',
  severity: 'error',
  scope: 'project',
  forms: ['nsc', 'trustkit-android', 'manifest'],
  meaning:
    'Android reads a Network Security Config only where the manifest names it. This one is in the app and does nothing: no pin in it is ever asked.',
  repair: 'Add android:networkSecurityConfig="@xml/NAME" to <application> in AndroidManifest.xml.',
  standards: ['MASTG-TEST-0242', 'MASVS-NETWORK-2'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      [manifestPath]: manifest('android:label="Bank"'),
    },
    at: ['<network-security-config>'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])), [manifestPath]: manifestOfConfig } },
  check(project) {
    const manifests = manifestsIn(project);
    if (manifests.length === 0) return [];
    const pinning = project.files.filter(isPinning);
    return [
      ...pinning.flatMap((file) => unreferenced(file, manifests, project)),
      ...manifests.flatMap((each) => unpinnedVariant(each, manifests, pinning)),
    ];
  },
};

function isPinning({ configs }: ProjectFile): boolean {
  return configs.some((config) => isOf(config, 'nsc') && pinsAny(config));
}

function unreferenced({ file }: ProjectFile, manifests: readonly Manifest[], project: Project): Found[] {
  const name = configNameOf(file.path);
  if (name === null || name.endsWith('_debug')) return [];
  const place = sourceSetOf(file.path);
  const own = manifests.filter(({ sourceSet }) => sourceSet?.module === place?.module);
  const asked = own.length > 0 ? own : manifests;
  if (asked.some(({ application }) => application?.config?.value === `@xml/${name}`)) return [];
  // Cordova, Capacitor and Expo write it into the manifest when they build.
  if (
    project.files.some(
      ({ file: other }) => /config\.(?:xml|js|ts)$|app\.json$/.test(other.path) && other.text?.includes(name),
    )
  )
    return [];
  const start = Math.max(file.text?.indexOf('<network-security-config') ?? 0, 0);
  const sentence = `No manifest names @xml/${name}: Android does not read this file, and none of its pins is asked.`;
  return [{ path: file.path, span: { start, end: start + '<network-security-config>'.length }, sentence }];
}

/** A flavour or build type whose manifest puts another config in the place of the one with pins. */
function unpinnedVariant(
  { file, sourceSet, application }: Manifest,
  manifests: readonly Manifest[],
  pinning: readonly ProjectFile[],
): Found[] {
  const config = application?.config;
  if (!config || !sourceSet || sourceSet.variant === 'main') return [];
  const main = manifests.find(
    (other) => other.sourceSet?.module === sourceSet.module && other.sourceSet.variant === 'main',
  );
  const named = main?.application?.config?.value;
  if (!named || named === config.value || !pins(named, pinning) || pins(config.value, pinning)) return [];
  const sentence = `Builds of "${sourceSet.variant}" read ${config.value}, which pins nothing, in place of ${named}.`;
  return [{ path: file.path, span: config.span, sentence }];
}

function pins(reference: string, pinning: readonly ProjectFile[]): boolean {
  return pinning.some(({ file }) => `@xml/${configNameOf(file.path)}` === reference);
}
