import { describe, expect, test } from 'vitest';
import { androidNsc } from '../../src/targets/android-nsc.ts';
import { fileOf, pins } from '../plans.ts';

const pinSet = `<pin-set><pin digest="SHA-256">${pins[0]}</pin><pin digest="SHA-256">${pins[1]}</pin></pin-set>`;
const anchors = (...sources: string[]) =>
  `<trust-anchors>${sources.map((source) => `<certificates ${source}/>`).join('')}</trust-anchors>`;

function problemsOf(content: string) {
  const text = `<network-security-config>${content}</network-security-config>`;
  return androidNsc.reader!.read(fileOf(text)).problems.map(({ rule, severity, span }) => ({
    rule,
    severity,
    place: text.slice(span.start, span.end),
  }));
}

const user = 'src="user"';
const place = '<certificates src="user"/>';

describe('CAs of the user', () => {
  test('open every host that is not pinned', () => {
    const base = `<base-config>${anchors('src="system"', user)}</base-config>`;
    expect(problemsOf(base)).toEqual([{ rule: 'user-ca-trusted', severity: 'error', place }]);
  });

  test('are held off by pins alone', () => {
    const pinned = `<domain-config><domain>a.example</domain>${anchors(user)}${pinSet}</domain-config>`;
    expect(problemsOf(pinned)).toEqual([{ rule: 'user-ca-trusted', severity: 'warning', place }]);
  });

  test('by pins that are inherited too', () => {
    const nested = `<domain-config><domain>a.example</domain>${pinSet}<domain-config><domain>b.a.example</domain>${anchors(user)}</domain-config></domain-config>`;
    expect(problemsOf(nested)).toMatchObject([{ severity: 'warning' }]);
  });

  test('are no matter in debug overrides', () => {
    const debug = `<debug-overrides>${anchors(user)}</debug-overrides>`;
    expect(problemsOf(debug).map(({ rule }) => rule)).toEqual(['debug-overrides-present']);
  });
});

test('CAs that override pins', () => {
  const content = `<domain-config><domain>a.example</domain>${anchors('src="@raw/own" overridePins="true"')}${pinSet}</domain-config>`;
  expect(problemsOf(content).map(({ rule }) => rule)).toEqual(['override-pins']);
});

test('a CA of the app, without pins', () => {
  const content = `<domain-config><domain>a.example</domain>${anchors('src="@raw/own"')}</domain-config>`;
  expect(problemsOf(content).map(({ rule }) => rule)).toEqual(['inline-ca-unpinned']);
});

describe('connections without TLS', () => {
  const open = 'cleartextTrafficPermitted="true"';
  const domain = (name: string, attributes = '', more = '') =>
    `<domain-config ${attributes}><domain>${name}</domain>${more}</domain-config>`;

  test.each([
    ['to a pinned host', domain('a.example', open, pinSet), 'error'],
    ['to a host whose pins are inherited', domain('a.example', '', pinSet + domain('b.a.example', open)), 'error'],
    ['to a pinned host, by the base config', `<base-config ${open}/>${domain('a.example', '', pinSet)}`, 'error'],
    ['to a host without pins', domain('a.example', open), 'warning'],
    ['to every host', `<base-config ${open}/>`, 'warning'],
    [
      'to every host but the pinned one',
      `<base-config ${open}/>${domain('a.example', 'cleartextTrafficPermitted="false"', pinSet)}`,
      'warning',
    ],
    ['to the developer’s machine', domain('10.0.2.2', open), 'info'],
    ['to the device itself', domain('localhost', open), 'info'],
  ])('%s', (_, content, severity) => {
    expect(problemsOf(content)).toEqual([{ rule: 'cleartext-permitted', severity, place: open }]);
  });
});

describe('hosts', () => {
  const above = `<domain-config><domain includeSubdomains="true">a.example</domain>${pinSet}</domain-config>`;

  test('a more specific config without pins takes its host out of those above', () => {
    const content = `${above}<domain-config cleartextTrafficPermitted="false"><domain>b.a.example</domain></domain-config>`;
    expect(problemsOf(content)).toEqual([{ rule: 'host-shadowed', severity: undefined, place: 'b.a.example' }]);
  });

  test('one that is nested keeps them', () => {
    const nested = '<domain-config><domain>b.a.example</domain></domain-config></domain-config>';
    const content = above.replace('</domain-config>', nested);
    expect(problemsOf(content)).toEqual([]);
    const text = `<network-security-config>${content}</network-security-config>`;
    const [, inner] = androidNsc.reader!.read(fileOf(text)).entries;
    expect(inner).toMatchObject({ host: { host: 'b.a.example' }, coverage: 'host' });
    expect(inner?.pins.map(({ pin }) => pin)).toEqual([pins[0], pins[1]]);
  });

  test('one that is not below, and no sub-domains, is no shadow', () => {
    const content = `${above.replace('true', 'false')}<domain-config><domain>b.a.example</domain></domain-config>`;
    expect(problemsOf(content)).toEqual([]);
  });

  test('a nested host outside of what it stands in has its pins by accident', () => {
    const nested = '<domain-config><domain>b.example</domain></domain-config></domain-config>';
    expect(problemsOf(above.replace('</domain-config>', nested))).toMatchObject([
      { rule: 'nested-host-outside-parent', place: 'b.example' },
    ]);
  });

  test('an empty pin set pins nothing, and hides those around it', () => {
    const nested = '<domain-config><domain>b.a.example</domain><pin-set/></domain-config></domain-config>';
    const content = above.replace('</domain-config>', nested);
    expect(problemsOf(content)).toMatchObject([{ rule: 'empty-pin-set', place: '<pin-set/>' }]);
  });
});

describe('pins in comments', () => {
  const commented = `<!-- <domain-config><domain>a.example</domain>${pinSet}</domain-config> -->`;

  test('are told where there are no others', () => {
    expect(problemsOf(commented)).toMatchObject([{ rule: 'pinning-commented-out', place: commented }]);
  });

  test('say nothing beside those in force, and neither do comments about pins', () => {
    const inForce = `<domain-config><domain>b.example</domain>${pinSet}</domain-config>`;
    expect(problemsOf(commented + inForce)).toEqual([]);
    expect(problemsOf(`<!-- ${pins[0]} = leaf -->`)).toEqual([]);
  });
});
