import type { BundleContent, BundleOrder, ChainId } from '@livepin/core';
import { formatContent } from './draft.ts';

/** The members of a bundle that the service decides. Times: seconds since 1970. */
export interface BundleHeader extends BundleOrder {
  readonly chain: ChainId;
  readonly app: string;
  /** The oldest trust root that a client needs to judge the bundle. */
  readonly root: number;
  readonly exp: number;
}

export function bundlePayload(content: BundleContent, header: BundleHeader): object {
  const { chain, app, epoch, version, root, iat, exp } = header;
  return { spec: '1.0', chain, app, epoch, version, root, iat, exp, ...formatContent(content) };
}
