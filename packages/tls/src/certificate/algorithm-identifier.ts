import { childrenOf, type Der, expectSound, expectTag, malformed, oidOf, tags } from './der.ts';

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  /** The OID, as `oidOf` writes it. */
  readonly type: string;
  readonly parameters: Der | undefined;
}

/** @throws {LivepinError} LP_CERTIFICATE_MALFORMED */
export function parseAlgorithm(element: Der | undefined): AlgorithmIdentifier {
  const [type, parameters, ...more] = childrenOf(expectTag(element, tags.sequence, 'an algorithm'));
  if (more.length > 0) throw malformed('something follows the parameters of an algorithm');
  if (parameters) expectSound(parameters);
  return { type: oidOf(type), parameters };
}
