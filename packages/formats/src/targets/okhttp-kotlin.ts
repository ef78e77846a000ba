import { okHttpPin, readPinner, readPinnerConfig } from '../okhttp/read-pinner.ts';
import { rewritePinner } from '../okhttp/rewrite-pinner.ts';
import type { Target } from '../target.ts';
import { addCalls, everyClient, noPlainRedirect, okHttpNeeds, okHttpPatterns } from '../write/okhttp-patterns.ts';
import { expiryReason, headerComment } from '../write/text.ts';

const id = 'okhttp-kotlin';

/** Documentation: OkHttp, `okhttp3.CertificatePinner`. The pinner is asked after the handshake, before the request is written. */
export const okHttpKotlin: Target = {
  id,
  title: 'OkHttp CertificatePinner, Kotlin',
  generate(plan) {
    const patterns = okHttpPatterns(plan, 'OkHttp');
    const text = `${headerComment(plan, '//')}
import okhttp3.CertificatePinner

${kotlinPinner(addCalls(patterns, '        '), plan.expires)}`;
    return {
      files: [{ path: 'app/src/main/kotlin/PinnedKeys.kt', text }],
      steps: [
        'Build the client with OkHttpClient.Builder().certificatePinner(pinnedKeys()).',
        everyClient,
        noPlainRedirect,
        ...okHttpNeeds(patterns),
      ],
      losses: patterns.losses,
    };
  },
  reader: {
    recognizes: (file) => /\.kts?$/.test(file.path) && isPinner(file.text ?? '') && !isKtor(file.text ?? ''),
    read: (file) => readPinnerConfig(id, file, 'kotlin', okHttpPin),
  },
  rewriter: {
    rewrite: ({ text }, plan) => rewritePinner(text ?? '', readPinner(text ?? '', 'kotlin', okHttpPin).entries, plan),
  },
};

/** @param calls `.add(…)`, one line each */
export function kotlinPinner(calls: string, expires: number | null): string {
  const check =
    expires === null
      ? ''
      : `    // ${expiryReason(expires)}
    if (System.currentTimeMillis() >= ${expires * 1000}L) return CertificatePinner.DEFAULT
`;
  return `/** For OkHttpClient.Builder().certificatePinner(). */
fun pinnedKeys(): CertificatePinner {
${check}    return CertificatePinner.Builder()
${calls}        .build()
}
`;
}

export function isPinner(text: string): boolean {
  return text.includes('CertificatePinner');
}

/** Ktor has a CertificatePinner of its own name on Darwin, and hands OkHttp's to its engine. */
export function isKtor(text: string): boolean {
  return text.includes('io.ktor.');
}
