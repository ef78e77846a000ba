import type { ReadRequest } from '../connection.ts';

/** The requests of spec/protocol.md, "Delivery over HTTP", below any base address. */
const deliveryPath = /\/(?:bundle|events|roots\/[1-9]\d*)$/;

/** Whether an app asks here for its pins, as Livepin's clients do. Others' channels have to be named: `--channel`. */
export function isDeliveryRequest({ method, target }: Pick<ReadRequest, 'method' | 'target'>): boolean {
  const [path = ''] = target.split('?', 1);
  return method === 'GET' && deliveryPath.test(path);
}
