import type { Certificate } from '@livepin/tls';
import { nothing, octets, oid, sequence } from '@livepin/tls/der';
import { digestOfStore, hide, protector } from '../encryption/jks-protection.ts';
import { jksMagic } from '../read/jks.ts';
import { aliasesFrom } from './aliases.ts';
import type { Arranged } from './arrange.ts';

export interface JksOptions {
  readonly passphrase: string;
  readonly alias: string | undefined;
  /** When the entries are made, in seconds since 1970. */
  readonly now: number;
}

/** A Java key store (.jks) with keys, their chains, and certificates that are trusted. @param arranged keys have chains */
export function writeJks({ keys, certificates }: Arranged, { passphrase, alias: chosen, now }: JksOptions): Buffer {
  const aliasOf = aliasesFrom(chosen);
  // Java looks for them in lower case.
  const head = (tag: number, alias: string) => Buffer.concat([uint32(tag), text(alias.toLowerCase()), date(now)]);
  const entries = [
    ...keys.map(({ key, alias, chain }) => {
      const hidden = hide(key.export({ type: 'pkcs8', format: 'der' }), passphrase);
      const protectedKey = sequence(sequence(oid(protector), nothing), octets(hidden));
      const certificatesOfChain = [uint32(chain.length), ...chain.map(encodeCertificate)];
      return Buffer.concat([head(1, aliasOf(alias, chain[0])), withLength(protectedKey), ...certificatesOfChain]);
    }),
    ...certificates.map(({ certificate, alias }) =>
      Buffer.concat([head(2, aliasOf(alias, certificate)), encodeCertificate(certificate)]),
    ),
  ];
  const store = Buffer.concat([uint32(jksMagic), uint32(2), uint32(entries.length), ...entries]);
  return Buffer.concat([store, digestOfStore(store, passphrase)]);
}

function encodeCertificate({ der }: Certificate): Buffer {
  return Buffer.concat([text('X.509'), withLength(der)]);
}

function withLength(bytes: Uint8Array): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function date(seconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Math.floor(seconds)) * 1000n);
  return bytes;
}

/** As Java's DataOutput.writeUTF does: each unit of UTF-16 by itself in UTF-8, and zero in two bytes. */
function text(value: string): Buffer {
  const bytes = [...Array(value.length).keys()].flatMap((index) => {
    const unit = value.charCodeAt(index);
    if (unit > 0 && unit < 0x80) return [unit];
    if (unit < 0x800) return [0xc0 | (unit >> 6), 0x80 | (unit & 0x3f)];
    return [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
  });
  return Buffer.from([bytes.length >> 8, bytes.length & 0xff, ...bytes]);
}
