import type { Domain } from '@livepin/admin';

/** A host of a draft with its pins. */
export function linesOfDomain({ host, subdomains, mode, stale, pins, probe }: Domain): string[] {
  const reached =
    probe === 'none'
      ? ', not asked before publishing'
      : probe?.connect === undefined
        ? ''
        : `, asked at ${probe.connect}`;
  return [
    `  ${host}${subdomains ? ' and below' : ''}: ${mode}${stale === 'refuse' ? ', refused when stale' : ''}${reached}`,
    ...pins.map((pin) => `    ${pin}`),
  ];
}
