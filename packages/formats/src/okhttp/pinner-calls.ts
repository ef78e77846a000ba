import type { Program, Range } from '../text/values.ts';

/** A call of `CertificatePinner.Builder.add`: a pattern, then its pins. */
export interface AddCall {
  readonly pattern: Range;
  readonly pins: readonly Range[];
  readonly whole: Range;
}

/**
 * The calls of `add` that go to a CertificatePinner: in the chain behind its Builder, in a block that such a chain hands its
 * builder to (`apply { … }`), on a variable that holds one, or with what can only be a pin.
 */
export function findAddCalls(program: Program): AddCall[] {
  const chains = builderChains(program);
  const variables = builderVariables(program);
  const calls: AddCall[] = [];
  let chainEnd = 0;
  for (let at = 0; program.token(at); at++) {
    chainEnd = Math.max(chainEnd, chains.get(at) ?? 0);
    if (!program.is(at, 'add', '(')) continue;
    const [pattern, ...pins] = program.items(at + 1);
    if (!pattern) continue;
    const receiver = program.is(at - 1, '.') ? program.token(at - 2) : undefined;
    // Without a pin, in the chain itself alone: in its blocks lists can be filled too.
    const isInChain = at < chainEnd && (pins.length > 0 || program.is(at - 2, ')', '.'));
    const isOfBuilder =
      isInChain ||
      (receiver?.kind === 'word' && variables.has(receiver.text)) ||
      pins.some((pin) => isPin(program, pin));
    if (isOfBuilder) calls.push({ pattern, pins, whole: { from: at, to: program.closing(at + 1) + 1 } });
  }
  return calls;
}

/** Where each `CertificatePinner.Builder()` begins, and where the calls that hang on it end, with their blocks. */
function builderChains(program: Program): Map<number, number> {
  const chains = new Map<number, number>();
  for (let at = 0; program.token(at); at++) {
    if (!isBuilder(program, at)) continue;
    let to = program.closing(at + 3) + 1;
    for (;;) {
      if (program.is(to, '.') || program.is(to, '?', '.')) to += program.is(to, '.') ? 2 : 3;
      else if (program.is(to, '(') || (program.is(to, '{') && !program.token(to)?.startsLine))
        to = program.closing(to) + 1;
      else break;
    }
    chains.set(at, to);
  }
  return chains;
}

function isBuilder(program: Program, at: number): boolean {
  return program.is(at, 'CertificatePinner', '.', 'Builder', '(');
}

/** Names that are declared as a builder, or set to a new one. */
function builderVariables(program: Program): Set<string> {
  const names = new Set<string>();
  for (let at = 0; program.token(at); at++) {
    if (!program.is(at, 'CertificatePinner', '.', 'Builder')) continue;
    const after = program.token(at + 3);
    if (after?.kind === 'word') names.add(after.text); // Java: CertificatePinner.Builder name
    const before = program.is(at - 1, 'new') ? at - 2 : at - 1;
    const name = program.is(before, '=') || program.is(before, ':') ? program.token(before - 1) : undefined;
    if (name?.kind === 'word') names.add(name.text);
  }
  return names;
}

function isPin(program: Program, pin: Range): boolean {
  if (program.is(pin.from, 'CertificatePinner', '.', 'pin', '(')) return true;
  return /^sha(?:1|256)\//.test(program.stringOf(pin)?.text ?? '');
}
