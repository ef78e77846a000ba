import type { ReadRequest } from '../connection.ts';

/** The requests of spec/protocol.md, "Delivery over HTTP", below any base address. */
const deliveryPath = /\/(?:bundle|events|roots\/[1-9]\d*)$/;

/**
 * Whether a request is for pins and nothing else: it names a document and, at most, the version that the app has, and brings
 * nothing along. Whoever reads it learns which app asks; the documents prove themselves (spec/protocol.md, "Fetching and
 * healing").
 */
export function isForPinsAlone(request: Pick<ReadRequest, 'method' | 'target' | 'headers' | 'bodyBytes'>): boolean {
  const [, query = ''] = request.target.split('?', 2);
  const bringsNothing = request.bodyBytes === 0 && !request.headers.some(([name]) => identifying.test(name));
  return isDeliveryRequest(request) && bringsNothing && /^(?:after=\d+\.\d+\.\d+)?$/.test(query);
}

const identifying = /^(?:authorization|proxy-authorization|cookie)$/i;

/** Whether an app asks here for its pins, as Livepin's clients do. Others' channels have to be named: `--channel`. */
export function isDeliveryRequest({ method, target }: Pick<ReadRequest, 'method' | 'target'>): boolean {
  const [path = ''] = target.split('?', 1);
  return method === 'GET' && deliveryPath.test(path);
}
