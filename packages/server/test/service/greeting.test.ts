import { expect, test } from 'vitest';
import { greet, type Started } from '../../src/service/greeting.ts';

const later: Started = {
  program: 'livepin',
  url: 'http://127.0.0.1:8440',
  folder: 'livepin-data',
  adminToken: null,
  tokenFile: 'livepin-data/admin-token',
  rootMode: 'development',
  isFirst: false,
  hasRoot: true,
  pinKeyFiles: ['livepin-data/keys/pin-a.jwk'],
  isLoopback: true,
};

test('a later start says one line', () => {
  expect(greet(later)).toEqual(['Livepin listens on http://127.0.0.1:8440, with its data in livepin-data.']);
});

test('a first start, its token in a file', () => {
  expect(greet({ ...later, isFirst: true, adminToken: 'SECRET', program: 'npx livepin' }).join('\n')).toBe(
    `Livepin listens on http://127.0.0.1:8440, with its data in livepin-data.

First start: made a pin key, and a trust root for development whose root key lies in livepin-data/keys.
Root keys belong offline: whoever takes this folder could replace every pin of every app.
Before the first app is released, make them apart: npx livepin root init --offline

The admin token is in livepin-data/admin-token, which only you can read.

Next, in another terminal:
  export LIVEPIN_TOKEN=$(cat livepin-data/admin-token)
  npx livepin app add com.example.app
  npx livepin host add com.example.app api.example.com --pins-of SERVER_CERTIFICATE --pins-of BACKUP_KEY
  npx livepin publish com.example.app`,
  );
});

test('a first start on a terminal that waits for a trust root, open to a network', () => {
  const started = {
    ...later,
    isFirst: true,
    adminToken: 'SECRET',
    tokenFile: null,
    rootMode: 'offline',
    hasRoot: false,
    isLoopback: false,
  } as const;
  expect(greet(started).join('\n')).toBe(
    `Livepin listens on http://127.0.0.1:8440, with its data in livepin-data.
It speaks plain HTTP: let a proxy with TLS stand in front of it.

There is no trust root yet, so nothing can be published.
Make one where the root keys are, listing this service's pin key: livepin-data/keys/pin-a.jwk
  livepin root init --offline --out ceremony --pin-key FILE     (on a machine apart)
  livepin root publish ceremony/root-1.json                     (here)

Admin token, shown only this once: SECRET`,
  );
});

test('on another port, the commands are told where it is', () => {
  const elsewhere = { ...later, isFirst: true, adminToken: 'SECRET', url: 'http://127.0.0.1:8441' };
  expect(greet(elsewhere)).toContain('  export LIVEPIN_SERVICE=http://127.0.0.1:8441');
});
