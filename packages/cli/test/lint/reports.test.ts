import { readFileSync } from 'node:fs';
import { sarifFaults } from '@livepin/testkit';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { livepin, type Outcome, temporaryFolder } from '../command-line.ts';
import { pins, writeProject } from './project.ts';
import { android } from './projects/android.ts';

// One finding of each kind: that fails, that does not, with a repair, suppressed, in the baseline, of a whole file.
const files = {
  ...android.files,
  'app/src/main/res/xml/old & odd é.xml': `<network-security-config>
  <domain-config>
    <domain>OLD.example.com</domain>
    <pin-set>
      <pin digest="SHA-256">${pins.c}</pin> <!-- livepin-ignore no-backup-pin it is "switched off" & gone -->
    </pin-set>
  </domain-config>
</network-security-config>
`,
  'recordings/Info.plist': new Uint8Array(6 * 1024 * 1024),
};

let folder: ReturnType<typeof temporaryFolder>;
let outcome: Outcome;
beforeAll(async () => {
  folder = temporaryFolder();
  const paid = Object.entries(android.files).filter(([path]) => path.includes('/paid/'));
  writeProject(folder.path, Object.fromEntries(paid));
  await livepin(['lint', '--offline', '--baseline', 'known.json', '--write-baseline'], { cwd: folder.path });
  writeProject(folder.path, files);
  const words = [
    'lint',
    '--offline',
    '--baseline',
    'known.json',
    '--sarif',
    'out.sarif',
    '--junit',
    'out.xml',
    '--json',
  ];
  outcome = await livepin(words, { cwd: folder.path });
});
afterAll(() => folder[Symbol.dispose]());

interface Counted {
  readonly findings: { severity: string; rule: string; path: string }[];
  readonly suppressed: object[];
  readonly baseline: { known: object[] };
}

test('the project has a finding of each kind', () => {
  const { findings, suppressed, baseline } = outcome.json<Counted>();
  expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['error', 'warning', 'info']));
  expect(suppressed.length).toBeGreaterThan(0);
  expect(baseline.known.length).toBeGreaterThan(0);
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: 'unreadable-file',
      severity: 'warning',
      path: 'recordings/Info.plist',
      line: null,
    }),
  );
});

interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
interface Located {
  artifactLocation: { uri: string; uriBaseId: string };
  region?: Region;
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: Located }[];
  partialFingerprints: Record<string, string>;
  suppressions?: { kind: string; justification: string }[];
  fixes?: {
    artifactChanges: {
      artifactLocation: object;
      replacements: { deletedRegion: Region; insertedContent: { text: string } }[];
    }[];
  }[];
}

describe('SARIF', () => {
  const log = () => JSON.parse(readFileSync(folder.in('out.sarif'), 'utf8'));
  const results = (): Result[] => log().runs[0].results;

  test('is as the standard has it', () => {
    expect(sarifFaults(log())).toEqual([]);
    for (const { fixes = [] } of results())
      for (const { artifactChanges } of fixes)
        for (const { replacements } of artifactChanges) expect(replacements.length).toBeGreaterThan(0);
    for (const { helpUri } of log().runs[0].tool.driver.rules)
      if (helpUri !== undefined) expect(new URL(helpUri).protocol).toBe('https:');
  });

  test('says of each result which rule it is of, and where, relative to the folder here', () => {
    const [run] = log().runs;
    for (const { ruleId, ruleIndex, locations, partialFingerprints } of results()) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      const { artifactLocation, region } = locations[0]!.physicalLocation;
      expect(artifactLocation.uriBaseId).toBe('%SRCROOT%');
      const lines = readFileSync(folder.in(decodeURIComponent(artifactLocation.uri)), 'utf8').split('\n');
      if (region) {
        expect(region.startLine).toBeGreaterThanOrEqual(1);
        expect(region.endLine).toBeLessThanOrEqual(lines.length);
        expect(region.endColumn).toBeLessThanOrEqual(lines[region.endLine - 1]!.length + 1);
      } else expect(ruleId).toBe('unreadable-file');
      expect(partialFingerprints['livepin/v1']).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(results().map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)).toContain(
      'app/src/main/res/xml/old%20%26%20odd%20%C3%A9.xml',
    );
  });

  test('counts each finding once, and says of what is known by whom', () => {
    const { findings, suppressed, baseline } = outcome.json<Counted>();
    const kinds = Map.groupBy(results(), ({ suppressions }) => suppressions?.[0]?.kind ?? 'none');
    expect(kinds.get('none')?.length).toBe(findings.length);
    expect(kinds.get('inSource')?.length).toBe(suppressed.length);
    expect(kinds.get('external')?.length).toBe(baseline.known.length);
    expect(kinds.get('inSource')?.[0]?.suppressions?.[0]?.justification).toBe('it is "switched off" & gone');
  });

  test('carries repairs that can be made with no more than it says', () => {
    const [fixed] = results().filter(({ fixes }) => fixes);
    const { artifactLocation } = fixed!.locations[0]!.physicalLocation;
    const lines = readFileSync(folder.in(decodeURIComponent(artifactLocation.uri)), 'utf8').split('\n');
    const [{ deletedRegion, insertedContent }] = fixed!.fixes![0]!.artifactChanges[0]!.replacements as [
      { deletedRegion: Region; insertedContent: { text: string } },
    ];
    const line = lines[deletedRegion.startLine - 1]!;
    expect(line.slice(deletedRegion.startColumn - 1, deletedRegion.endColumn - 1)).toBe('OLD.example.com');
    expect(insertedContent.text).toBe('old.example.com');
  });
});

describe('JUnit', () => {
  interface Element {
    readonly name: string;
    readonly attributes: Record<string, string>;
  }
  const elements = (): Element[] => {
    const found: Element[] = [];
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) =>
      found.push({ name, attributes: attributes as Record<string, string> }),
    );
    parser.write(readFileSync(folder.in('out.xml'), 'utf8')).close();
    return found;
  };
  const named = (name: string) => elements().filter((element) => element.name === name);

  test('is XML with a case for each finding: a failure where it fails the run, skipped where it is known', () => {
    const { findings, suppressed, baseline } = outcome.json<Counted>();
    const failures = findings.filter(({ severity }) => severity === 'error').length;
    const skipped = suppressed.length + baseline.known.length;
    expect(named('testcase')).toHaveLength(findings.length + skipped);
    expect(named('failure')).toHaveLength(failures);
    expect(named('system-out')).toHaveLength(findings.length - failures);
    expect(named('skipped')).toHaveLength(skipped);
    expect(named('testsuite')[0]?.attributes).toMatchObject({
      tests: String(findings.length + skipped),
      failures: String(failures),
      skipped: String(skipped),
    });
    expect(named('skipped').map(({ attributes }) => attributes['message'])).toContain('it is "switched off" & gone');
  });

  test('of a project without findings has a case that passes', async () => {
    using empty = temporaryFolder();
    const { stdout, status } = await livepin(['lint', '--offline', '--junit', '-'], { cwd: empty.path });
    expect(stdout).toContain('<testcase classname="livepin" name="nothing found in 0 files"/>');
    expect(status).toBe(0);
  });

  test('leaves out what no XML can hold', async () => {
    using odd = temporaryFolder();
    writeProject(odd.path, { 'a\u0001<&>.sh': `curl --pinnedpubkey 'sha256//\u0008' https://api.example.com/\n` });
    const { stdout } = await livepin(['lint', '--offline', '--junit', '-'], { cwd: odd.path });
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    expect(() => parser.write(stdout).close()).not.toThrow();
    expect(stdout).toContain('classname="a\ufffd&lt;&amp;&gt;.sh"');
  });
});
