import { expect, test, vi } from 'vitest';
import { Emitter } from '../src/engine/index.ts';

test('a listener that throws is heard alone: its error comes later, and by itself', () => {
  const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
  try {
    const emitter = new Emitter<{ one: number }>();
    const heard: number[] = [];
    emitter.on('one', () => {
      throw new Error('the listener');
    });
    emitter.on('one', (event) => heard.push(event));
    emitter.emit('one', 1);
    expect(heard).toEqual([1]);
    expect(later).toHaveBeenCalledOnce();
    expect(later.mock.calls[0]![0]).toThrow('the listener');
  } finally {
    later.mockRestore();
  }
});

test('a listener that was taken away hears nothing more', () => {
  const emitter = new Emitter<{ one: number }>();
  const heard: number[] = [];
  const stop = emitter.on('one', (event) => heard.push(event));
  emitter.emit('one', 1);
  stop();
  emitter.emit('one', 2);
  expect(heard).toEqual([1]);
});
