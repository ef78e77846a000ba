import { okHttpPin, readPinner, readPinnerConfig } from '../okhttp/read-pinner.ts';
import { rewritePinner } from '../okhttp/rewrite-pinner.ts';
import type { Target } from '../target.ts';
import { addCalls, everyClient, noPlainRedirect, okHttpNeeds, okHttpPatterns } from '../write/okhttp-patterns.ts';
import { expiryReason, headerComment } from '../write/text.ts';

const id = 'okhttp-java';

/** Documentation: OkHttp, `okhttp3.CertificatePinner`. */
export const okHttpJava: Target = {
  id,
  title: 'OkHttp CertificatePinner, Java',
  generate(plan) {
    const patterns = okHttpPatterns(plan, 'OkHttp');
    const check =
      plan.expires === null
        ? ''
        : `    // ${expiryReason(plan.expires)}
    if (System.currentTimeMillis() >= ${plan.expires * 1000}L) return CertificatePinner.DEFAULT;
`;
    const text = `${headerComment(plan, '//')}
import okhttp3.CertificatePinner;

public final class PinnedKeys {
  private PinnedKeys() {}

  /** For new OkHttpClient.Builder().certificatePinner(). */
  public static CertificatePinner pinner() {
${check}    return new CertificatePinner.Builder()
${addCalls(patterns, '        ')}        .build();
  }
}
`;
    return {
      files: [{ path: 'app/src/main/java/PinnedKeys.java', text }],
      steps: [
        'Build the client with new OkHttpClient.Builder().certificatePinner(PinnedKeys.pinner()).',
        everyClient,
        noPlainRedirect,
        ...okHttpNeeds(patterns),
      ],
      losses: patterns.losses,
    };
  },
  reader: {
    recognizes: (file) => file.path.endsWith('.java') && (file.text?.includes('CertificatePinner') ?? false),
    read: (file) => readPinnerConfig(id, file, 'java', okHttpPin),
  },
  rewriter: {
    rewrite: ({ text }, plan) => rewritePinner(text ?? '', readPinner(text ?? '', 'java', okHttpPin).entries, plan),
  },
};
