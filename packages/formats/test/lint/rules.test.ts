import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Example, Rule } from '../../src/lint/rule.ts';
import { rules } from '../../src/lint/rules.ts';
import { isSearched, lintExample, projectOf } from './example-project.ts';

const byId = (id: string) => rules.filter((rule) => rule.id === id);

test('every file of a rule is in the list, under its own id', () => {
  const files = readdirSync(new URL('../../src/lint/rules/', import.meta.url)).map((name) => name.replace('.ts', ''));
  expect(rules.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
  expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('finds its bad example, at the places that it names and nowhere else', () => {
    const found = lintExample(rule.bad).filter((finding) => finding.rule === id);
    expect(found.map((finding, at) => startOf(rule, finding.path, finding.span.start, at))).toEqual(rule.bad.at);
    expect(found.some(({ severity }) => severity === rule.severity)).toBe(true);
    for (const { path, span, sentence } of found) {
      expect(rule.bad.files[path]).toBeDefined();
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(rule.bad.files[path]?.length ?? 0);
      expect(sentence).toMatch(/^\S.*\.$/);
    }
  });

  test('finds nothing in its good example, which is free of errors of any rule', () => {
    const found = lintExample(rule.good);
    expect(found.filter((finding) => finding.rule === id)).toEqual([]);
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('speaks in sentences', () => {
    for (const text of [rule.meaning, rule.repair, ...(rule.fixes ? [rule.fixes] : [])]) {
      expect(text).toMatch(/^\S.*[.]$/);
    }
    expect(rule.title).toMatch(/^\S.*[^.]$/);
  });
});

test.each(rules.map(({ id, bad }) => [id, bad] as const))('a project is searched for what %s needs', (_, bad) => {
  const searched = Object.entries(bad.files).filter(([path, text]) => isSearched(path, text));
  expect(searched.map(([path]) => path)).toEqual(Object.keys(bad.files));
});

test('what readers tell is explained by a rule', () => {
  const examples: Example[] = rules.flatMap(({ bad, good }) => [bad, good]);
  const told = examples.flatMap((example) =>
    projectOf(example).files.flatMap(({ configs }) => configs.flatMap(({ problems }) => problems)),
  );
  for (const { rule } of told) expect(byId(rule), rule).toHaveLength(1);
});

function startOf(rule: Rule, path: string, start: number, at: number): string {
  const text = rule.bad.files[path] ?? '';
  const wanted = rule.bad.at[at] ?? '';
  return text.slice(start, start + Math.max(wanted.length, 1)) === '' ? '' : text.slice(start, start + wanted.length);
}
