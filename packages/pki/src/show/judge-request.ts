import { nameFindings } from './certificate-findings.ts';
import { type Finding, fault } from './finding.ts';
import { keyFindings } from './key-findings.ts';
import type { RequestView } from './request-view.ts';
import { isForgeable } from './signature-view.ts';

/** What is wrong with a request for the certificate of a TLS server. Pure. */
export function judgeRequest(view: RequestView, what: string): Finding[] {
  return [
    ...(view.isProven === false
      ? [fault('LP_SHOW_SIGNATURE_BAD', `The signature of ${what} is not by the key in it: no CA takes it.`)]
      : []),
    ...(isForgeable(view.signature)
      ? [fault('LP_SHOW_SIGNATURE_WEAK', `The signature of ${what} can be forged: it is ${view.signature.text}.`)]
      : []),
    ...nameFindings(view, what),
    ...keyFindings(view.key, what),
  ];
}
