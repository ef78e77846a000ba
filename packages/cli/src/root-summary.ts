import { type Kid, type Role, type TrustRoot, verifyJws } from '@livepin/core';
import { dateOf, type Style } from './style.ts';
import { crypto } from './trust-roots.ts';

/** Who of a role has signed a trust root, and whether that is enough. */
export interface RoleSignatures {
  readonly signers: readonly Kid[];
  readonly missing: readonly Kid[];
  readonly threshold: number;
  readonly isEnough: boolean;
}

export interface RootSummary {
  readonly chain: string;
  readonly version: number;
  readonly epoch: number;
  readonly iat: number;
  readonly exp: number;
  readonly rootKeys: readonly Kid[];
  readonly rootThreshold: number;
  readonly pinKeys: readonly Kid[];
  readonly pinThreshold: number;
  /** By its own root keys. */
  readonly signedByOwn: RoleSignatures;
  /** By the root keys of the one before; null where there is none, or it is not at hand. */
  readonly signedByPrevious: RoleSignatures | null;
  /** Whether every signature that can be looked for is there. */
  readonly isSigned: boolean;
}

/** @throws {LivepinError} a signature of a listed key under a header that is not as it must be */
export async function summarize(root: TrustRoot, previous: TrustRoot | null): Promise<RootSummary> {
  const { chain, version, epoch, iat, exp, roles } = root;
  const signedByOwn = await signaturesOf(root, root, roles.root);
  const signedByPrevious = previous && (await signaturesOf(root, previous, previous.roles.root));
  return {
    chain,
    version,
    epoch,
    iat,
    exp,
    rootKeys: [...roles.root.kids],
    rootThreshold: roles.root.threshold,
    pinKeys: [...roles.pins.kids],
    pinThreshold: roles.pins.threshold,
    signedByOwn,
    signedByPrevious,
    isSigned: signedByOwn.isEnough && (signedByPrevious?.isEnough ?? true),
  };
}

export function linesOfRoot(root: RootSummary, style: Style): string[] {
  const { version, epoch, chain, iat, exp } = root;
  return [
    `${style.strong(`trust root ${version}`)}, epoch ${epoch}, chain ${chain}`,
    `  made ${dateOf(iat)}, until ${dateOf(exp)}`,
    ...linesOfRole('root keys', root.rootKeys, root.rootThreshold),
    ...linesOfRole('pin keys', root.pinKeys, root.pinThreshold),
    `  ${standing('its own root keys', root.signedByOwn, style)}`,
    ...(root.signedByPrevious ? [`  ${standing('the root keys before it', root.signedByPrevious, style)}`] : []),
  ];
}

async function signaturesOf(root: TrustRoot, lister: TrustRoot, role: Role): Promise<RoleSignatures> {
  const listed = new Map([...role.kids].map((kid) => [kid, lister.keys.get(kid) ?? null]));
  const { signers } = await verifyJws(root.jws, 'livepin-root+json', listed, crypto);
  return {
    signers: [...signers],
    missing: [...role.kids].filter((kid) => !signers.has(kid)),
    threshold: role.threshold,
    isEnough: signers.size >= role.threshold,
  };
}

function linesOfRole(what: string, kids: readonly Kid[], threshold: number): string[] {
  return [`  ${what}, ${threshold} of ${kids.length} needed:`, ...kids.map((kid) => `    ${kid}`)];
}

function standing(who: string, { signers, threshold, isEnough }: RoleSignatures, style: Style): string {
  const count = `${signers.length} of ${threshold} needed signatures by ${who}`;
  return isEnough ? style.good(count) : style.bad(count);
}
