import { a, b, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const pinIndirect: Rule = {
  id: 'pin-indirect',
  title: 'Host or pin is computed',
  severity: 'info',
  scope: 'file',
  forms: ['okhttp', 'ktor', 'trustkit', 'ats', 'rn-public-key', 'curl'],
  meaning:
    'A host or a pin is put together when the app is built or runs, so that it could not be checked. What the other rules say of this place may be incomplete.',
  repair: 'Write hosts and pins out where they are given, or in a constant of the same file.',
  standards: [],
  bad: {
    files: {
      [pinnerPath]: `import okhttp3.CertificatePinner

val pinner = CertificatePinner.Builder()
    .add("api.example.com", "${sha256(a)}", BuildConfig.BACKUP_PIN)
    .build()
`,
    },
    at: ['BuildConfig.BACKUP_PIN'],
  },
  good: { files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b)]) } },
};
