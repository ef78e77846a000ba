import type { ReadConfig } from '../read-config.ts';

/** What a rule looks at, by the name that people have for it. */
export const families = {
  nsc: 'Network Security Config',
  'trustkit-android': 'TrustKit for Android',
  ats: 'App Transport Security',
  trustkit: 'TrustKit',
  okhttp: 'OkHttp',
  ktor: 'Ktor',
  cronet: 'Cronet',
  alamofire: 'Alamofire',
  'rn-public-key': 'react-native-ssl-public-key-pinning',
  'rn-ssl-manager': 'react-native-ssl-manager',
  flutter: 'Flutter',
  cordova: 'Cordova',
  unity: 'Unity',
  dotnet: '.NET',
  node: 'Node and Electron',
  go: 'Go',
  python: 'Python',
  curl: 'curl',
  hpkp: 'HPKP',
  wultra: 'Wultra',
  approov: 'Approov',
  'plain-json': 'plain JSON',
  manifest: 'AndroidManifest.xml',
  gradle: 'Gradle',
} as const;

export type Family = keyof typeof families;

/** What a form that is read does with hosts and pins. formats.md, section 0, says from where. */
export interface Form {
  readonly family: Family;
  readonly platforms: readonly ('android' | 'apple')[];
  /** Which entry holds where several match a name. `exact`: none but the one of that name. */
  readonly overlap: 'most-specific' | 'union' | 'exact';
  /** What stands before the base64 of a pin. */
  readonly prefix: '' | 'sha256/' | 'sha256//';
  /** What a pin that is none does: the app crashes, the file is refused, or nothing ever matches. */
  readonly badPin: 'crash' | 'refused' | 'never-matches';
  /** Whether the base64 may lack its padding or have white space in it. */
  readonly isLenient: boolean;
  /** Whether a host in capitals or with a dot at its end never equals that of a request. */
  readonly isExactName: boolean;
  readonly carriesExpiry: boolean;
  /** Whether whole certificates are pinned. */
  readonly ofCertificates?: true;
}

const nsc: Form = {
  family: 'nsc',
  platforms: ['android'],
  overlap: 'most-specific',
  prefix: '',
  badPin: 'crash',
  isLenient: true,
  isExactName: false,
  carriesExpiry: true,
};
const ats: Form = {
  family: 'ats',
  platforms: ['apple'],
  overlap: 'most-specific',
  prefix: '',
  badPin: 'never-matches',
  isLenient: false,
  isExactName: true,
  carriesExpiry: false,
};
const trustKit: Form = { ...ats, family: 'trustkit', badPin: 'crash', carriesExpiry: true };
const okHttp: Form = {
  family: 'okhttp',
  platforms: ['android'],
  overlap: 'union',
  prefix: 'sha256/',
  badPin: 'never-matches',
  isLenient: true,
  isExactName: false,
  carriesExpiry: false,
};
const list: Form = {
  family: 'plain-json',
  platforms: [],
  overlap: 'most-specific',
  prefix: '',
  badPin: 'never-matches',
  isLenient: false,
  isExactName: false,
  carriesExpiry: true,
};
const reactNative: Form = { ...trustKit, platforms: ['android', 'apple'] };

/** By the id of the target. */
const forms: Readonly<Record<string, Form>> = {
  'android-nsc': nsc,
  'trustkit-android': { ...nsc, family: 'trustkit-android', isExactName: true },
  ats,
  'expo-ats': ats,
  'trustkit-plist': trustKit,
  'expo-trustkit': trustKit,
  'trustkit-swift': trustKit,
  'trustkit-objc': trustKit,
  'okhttp-kotlin': okHttp,
  'okhttp-java': okHttp,
  ktor: { ...okHttp, family: 'ktor' },
  'react-native-ssl-public-key-pinning': { ...reactNative, family: 'rn-public-key' },
  'react-native-ssl-manager': { ...reactNative, family: 'rn-ssl-manager', prefix: 'sha256/', badPin: 'refused' },
  curl: { ...list, family: 'curl', overlap: 'exact', prefix: 'sha256//', carriesExpiry: false },
  hpkp: { ...list, family: 'hpkp', badPin: 'refused' },
  wultra: { ...list, family: 'wultra', overlap: 'exact', badPin: 'refused', ofCertificates: true },
  approov: { ...list, family: 'approov', overlap: 'exact', carriesExpiry: false },
  'plain-json': list,
};

/** Of a form that nothing is known of, what holds for a plain list of pins. */
export function formOf({ target }: Pick<ReadConfig, 'target'>): Form {
  return forms[target] ?? list;
}

/** Whether a config is of one of these families. */
export function isOf(config: Pick<ReadConfig, 'target'>, ...wanted: readonly Family[]): boolean {
  return wanted.includes(formOf(config).family);
}
