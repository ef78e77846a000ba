import { type Agent, get } from 'node:https';
import type { LookupFunction } from 'node:net';

/** Every name is this machine's. Node asks for all addresses of one, or for one. */
const onLoopback: LookupFunction = (_host, { all }, answer) =>
  all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4);

/** @param ca PEM */
export function requestBy(agent: Agent, url: string, ca: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, ca, lookup: onLoopback }, (response) => response.resume().once('end', resolve)).once(
      'error',
      reject,
    );
  });
}
