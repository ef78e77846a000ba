import type { Target } from '../target.ts';
import { addCalls, okHttpPatterns, okHttpSteps } from '../write/okhttp-patterns.ts';
import { expiryReason, headerComment } from '../write/text.ts';

/** Documentation: OkHttp, `okhttp3.CertificatePinner`. */
export const okHttpJava: Target = {
  id: 'okhttp-java',
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
        ...okHttpSteps,
      ],
      losses: patterns.losses,
    };
  },
};
