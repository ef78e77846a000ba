import { type Target, targets } from '@livepin/formats';
import { usage } from '../usage-error.ts';

/** The forms of these ids, each once. @throws {LivepinError} LP_USAGE */
export function findTargets(ids: readonly string[]): Target[] {
  return [...new Set(ids)].map((id) => {
    const found = targets.find((target) => target.id === id);
    if (found) return found;
    const near = targets.filter((target) => target.id.includes(id.toLowerCase())).map((target) => target.id);
    const hint =
      near.length > 0 ? `; did you mean ${near.join(', ')}?` : ': livepin generate --list shows those there are.';
    throw usage(`${JSON.stringify(id)} is no form of static pins${hint}`);
  });
}
