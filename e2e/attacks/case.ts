import type { ServerOptions } from 'node:https';
import type { Pin } from '@livepin/core';
import { type Issued, startServer, type TestServer } from '@livepin/testkit';
import { backup, genuine, host, rogueRoot } from './world.ts';

/** Where in the genuine path the pinned key stands. `backup`: nowhere in what is shown, unless the case says so. */
export const positions = ['leaf', 'intermediate', 'root', 'backup'] as const;
export type Position = (typeof positions)[number];

/** `either`: what is right can be argued both ways, and the reason is the argument. */
export interface Must {
  readonly verdict: 'accept' | 'refuse' | 'either';
  readonly because: string;
}

export type Served = Pick<TestServer, 'port' | 'received'> & AsyncDisposable;

export interface AttackCase {
  readonly id: string;
  /** What the attacker, or the odd genuine server, does. One sentence. */
  readonly says: string;
  /** Whom the client asks for. */
  readonly host: string;
  /** Leaf first; empty where the peer does not get as far as to show one. */
  readonly chain: readonly Issued[];
  readonly serve: () => Promise<Served>;
  /** What the device trusts. */
  readonly anchors: readonly Issued[];
  readonly pins: Readonly<Record<Position, Pin>>;
  /** Pins that the bundle revokes: only Livepin has such a thing. */
  readonly revoked: readonly Pin[];
  readonly must: Readonly<Record<Position, Must>>;
  /** The platform lets this peer pass, so that nothing but the pins can stop it. */
  readonly passesPlatform: boolean;
  /** The server keeps clients waiting until they give up. */
  readonly isSlow: boolean;
}

export interface Family {
  readonly name: string;
  /** What they have in common, and what one can learn from them. */
  readonly says: string;
  readonly cases: readonly AttackCase[];
  /** Why no client gets any of it wrong, where that is so: what nobody falls for does not show by itself that it is tested. */
  readonly whyNobodyFalls?: string;
}

interface CaseSketch extends Pick<AttackCase, 'id' | 'says' | 'must'> {
  readonly shows: readonly [Issued, ...Issued[]] | (() => Promise<Served>);
  readonly tls?: ServerOptions;
  readonly host?: string;
  readonly anchors?: readonly Issued[];
  readonly pins?: Partial<Record<Position, Pin>>;
  readonly revoked?: readonly Pin[];
  readonly passesPlatform?: boolean;
  readonly isSlow?: boolean;
}

/** By default the device trusts the genuine root and the rogue one, and the genuine keys are pinned. */
export function attack({ shows, tls, anchors, pins, revoked, ...sketch }: CaseSketch): AttackCase {
  return {
    host,
    passesPlatform: false,
    isSlow: false,
    ...sketch,
    ...(typeof shows === 'function'
      ? { chain: [], serve: shows }
      : { chain: shows, serve: () => startServer(shows, tls) }),
    anchors: anchors ?? [genuine.root, rogueRoot],
    revoked: revoked ?? [],
    pins: { ...pinsOf(genuine), ...pins },
  };
}

/** The pins of a hierarchy, and of a key that is in nobody's certificate. */
export function pinsOf(hierarchy: Readonly<Record<Exclude<Position, 'backup'>, Issued>>): Record<Position, Pin> {
  const { leaf, intermediate, root } = hierarchy;
  return { leaf: leaf.pin, intermediate: intermediate.pin, root: root.pin, backup: backup.pin };
}

export function refused(because: string): AttackCase['must'] {
  return inEach(() => ({ verdict: 'refuse', because }));
}

/**
 * @param why those positions are accepted
 * @param whyNot the others are
 */
export function accepted(which: readonly Position[], why: string, whyNot = notShown): AttackCase['must'] {
  return inEach((position) =>
    which.includes(position) ? { verdict: 'accept', because: why } : { verdict: 'refuse', because: whyNot },
  );
}

/** What can be argued both ways in some positions; the others are refused. */
export function argued(which: readonly Position[], argument: string, whyNot = notShown): AttackCase['must'] {
  return inEach((position) =>
    which.includes(position) ? { verdict: 'either', because: argument } : { verdict: 'refuse', because: whyNot },
  );
}

/** Why the backup pin is refused nearly everywhere. */
export const notShown = 'its key is not shown';
/** What every genuine server must get. */
export const acceptedAsGenuine = accepted(['leaf', 'intermediate', 'root'], 'its key is on the verified path');

function inEach(must: (position: Position) => Must): AttackCase['must'] {
  return { leaf: must('leaf'), intermediate: must('intermediate'), root: must('root'), backup: must('backup') };
}
