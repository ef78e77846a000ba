import { BoundedCache } from '@livepin/tls';
import { expect, test } from 'vitest';

test('a crowd pushes out what nobody asks for, and leaves what is in use', () => {
  const cache = new BoundedCache<number>(3);
  cache.set('in use', 1);
  cache.set('forgotten', 2);
  for (let stranger = 0; stranger < 100; stranger++) {
    cache.set(`stranger ${stranger}`, stranger);
    expect(cache.get('in use')).toBe(1);
  }
  expect(cache.get('forgotten')).toBeUndefined();
  expect(['stranger 97', 'stranger 98', 'stranger 99'].map((key) => cache.get(key))).toEqual([undefined, 98, 99]);
});

test('what is set anew counts once', () => {
  const cache = new BoundedCache<number>(2);
  for (const value of [1, 2, 3]) cache.set('same', value);
  cache.set('other', 4);
  expect([cache.get('same'), cache.get('other')]).toEqual([3, 4]);
  cache.delete('same');
  expect(cache.get('same')).toBeUndefined();
  cache.clear();
  expect(cache.get('other')).toBeUndefined();
});
