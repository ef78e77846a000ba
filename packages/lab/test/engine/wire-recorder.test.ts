import { expect, test } from 'vitest';
import { WireRecorder } from '../../src/engine/wire-recorder.ts';

const keptOf = (recorder: WireRecorder) => recorder.wire.segments.reduce((sum, { bytes }) => sum + bytes.length, 0);

test.each([
  { says: 'of a connection that is attacked a mebibyte', isGenuine: false, kept: 1_048_576 },
  { says: 'of one that is let through its beginning', isGenuine: true, kept: 65_536 },
])('keeps $says, and says that it is cut', ({ isGenuine, kept }) => {
  const recorder = new WireRecorder();
  if (isGenuine) recorder.keepsBeginning();
  recorder.add('app', new Uint8Array(kept - 10));
  expect(recorder.wire.isCut).toBe(false);
  recorder.add('lab', new Uint8Array(20));
  recorder.add('lab', new Uint8Array(20));
  expect(keptOf(recorder)).toBe(kept);
  expect(recorder.wire.isCut).toBe(true);
});
